//! Estimates with their errors: means, ratios, proportions, quantiles, tails; and how well a predicted
//! distribution met what came.
//!
//! Everything here says how sure it is, or says nothing: for too few trials the answer is `None`,
//! never NaN. Whole numbers are summed exactly, so no result depends on the order or the split of
//! the work. This module knows no insurance: a column is a column.

pub mod between;
pub mod buhlmann_straub;
pub mod compound;
pub mod credibility;
pub mod crps;
pub mod development;
pub mod estimate;
pub mod least_squares;
pub mod likelihood;
pub mod moments;
pub mod overdispersion;
pub mod pick_freeze;
pub mod proportion;
pub mod random_sum;
pub mod ratio;
pub mod ratios;
pub mod sample;
pub mod sampled;
pub mod spread;

pub use between::{Between, Deviation, Residual};
pub use buhlmann_straub::{BuhlmannStraub, CredibleCell};
pub use compound::{Aggregate, ClaimLaw, Compound, Group};
pub use credibility::FullCredibility;
pub use crps::{crps_of_points, crps_of_sample};
pub use development::{ChainLadder, Predicted, Prior, Triangle};
pub use estimate::Estimate;
pub use least_squares::{Identification, Minimum, Search};
pub use likelihood::{Candidate, Fitted, Form, Observation, Seen};
pub use moments::{Moments, paired_difference};
pub use pick_freeze::{VarianceShares, variance_shares};
pub use proportion::Proportion;
pub use random_sum::RandomSum;
pub use ratio::{ratio_difference, ratio_of_means, trials_that_tell};
pub use ratios::{JointRatios, Ratios};
pub use sample::Sample;
pub use sampled::Sampled;
pub use spread::Spread;
