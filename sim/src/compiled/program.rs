//! A person's terms in the form in which they are settled fast.

use super::covers::{Covers, Layers};
use super::takes::Takes;
use super::year_pay::YearPay;
use crate::benefit::{
    AdmissionTerms, AnnualTerms, CapOn, CapPeriod, CapScope, DeductibleScope, FixedTerms, HospitalLevel,
    Label, LimitOn, Once, Part, PartSet, Parts, PersonTerms, Place, RatioBy, Sublimit, TeleConsult, Terms,
    TierBase, Tiers,
};
use crate::units::{Fen, Share};

/// One person's terms, compiled.
///
/// Everything that can be known before the bills is worked out: which layers count a claim by its traits,
/// which ratios hold where, whose payments and deductibles count together, and whether a payment's split
/// over the parts of a bill can ever matter. [`Program::settle`] pays what
/// [`PersonTerms::settle`] pays, to the fen.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    pub(super) n_payers: usize,
    pub(super) layers: Vec<Layer>,
    pub(super) covers: Covers,
    /// What each layer pays of, and what it looks at besides.
    pub(super) looks_at: Vec<(PartSet, PartSet)>,
    pub(super) takes: Takes,
    /// For claims without tele-consultation, which nearly all are.
    pub(super) usual_takes: Takes,
    /// Events that fixed benefits have paid in earlier years, by layer.
    pub(super) earlier: Vec<(usize, Label)>,
    /// Whether some layer is computed on what stood before another paid.
    pub(super) parallel: bool,
}

/// One layer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layer {
    pub(super) payer: usize,
    /// The layers whose payments count against its cap, itself included.
    pub(super) cap_with: Layers,
    pub(super) paid_earlier: Fen,
    pub(super) step: Step,
}

/// What a layer does.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Admission(AdmissionTerms),
    Year(Year),
    Fixed(FixedTerms),
}

/// A layer that works on the cumulative year.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Year {
    pub(super) set: PartSet,
    /// The parts of the set, one by one.
    parts: Vec<Part>,
    /// Whether tele-consultation is paid in full beside the tiers.
    pub(super) flat: bool,
    /// The share that counts, by place.
    pub(super) counted: [Share; 3],
    /// Which of `ratios` holds, by cause, place and level.
    which: [usize; VARIANTS],
    /// The tiers under each distinct rule for the ratio.
    pub(super) ratios: Vec<Ratios>,
    pub(super) base: TierBase,
    pub(super) deductible: Fen,
    pub(super) deductible_scope: DeductibleScope,
    /// The layers that bear the deductible together, this one included.
    pub(super) deductible_with: Layers,
    pub(super) cap_on_eligible: Fen,
    pub(super) cap_on_payment: Fen,
    pub(super) cap_scope: CapScope,
    pub(super) limits: Vec<Sublimit>,
    /// The earlier layers whose payments it does not see.
    pub(super) unseen: Layers,
}

/// The tiers with the ratios in force.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ratios {
    /// End on the tiers' scale, ratio in millionths.
    steps: Vec<(Fen, i64)>,
    /// The closed form of a year.
    pub(super) year: YearPay,
}

impl Program {
    /// The most layers that a program can hold.
    pub(super) const MOST_LAYERS: usize = Layers::BITS as usize;

    /// Compiles a person's terms. Terms of more than 32 layers become a program without layers, which
    /// settles nothing and says so.
    pub fn compile(terms: &PersonTerms) -> Program {
        let layers = if terms.layers().len() > Program::MOST_LAYERS { &[] } else { terms.layers() };
        let mut covers = Covers::default();
        let mut looks_at = Vec::with_capacity(layers.len());
        let compile = |(at, layer): (usize, &crate::benefit::Layer)| {
            let (step, sees) = match &layer.terms {
                Terms::PerAdmission(terms) => {
                    (Step::Admission(terms.clone()), (PartSet::EMPTY, PartSet::EMPTY))
                }
                Terms::PerYear(terms) => {
                    covers.add(1 << at, &terms.rules().cover);
                    let mut year = Year::new(terms);
                    (year.deductible_with, year.unseen) = (bits(&layer.deductible_with), bits(&layer.unseen));
                    let besides = if year.flat { PartSet::of(&[Part::TeleConsult]) } else { PartSet::EMPTY };
                    let set = year.set;
                    (Step::Year(year), (set, besides))
                }
                Terms::Fixed(terms) => {
                    covers.add(1 << at, &terms.rules().cover);
                    (Step::Fixed(terms.clone()), (PartSet::EMPTY, PartSet::EMPTY))
                }
            };
            looks_at.push(sees);
            Layer {
                payer: layer.payer,
                cap_with: bits(&layer.cap_with),
                paid_earlier: layer.paid_earlier,
                step,
            }
        };
        let steps: Vec<Layer> = layers.iter().enumerate().map(compile).collect();
        let parallel = layers.iter().any(|layer| !layer.unseen.is_empty());
        let events = |(at, earlier): &(usize, crate::benefit::Earlier)| {
            let at = *at;
            earlier.events.clone().into_iter().map(move |event| (at, event))
        };
        Program {
            n_payers: terms.n_payers(),
            takes: Takes::new(&looks_at, PartSet::of(&Part::ALL), parallel),
            usual_takes: Takes::new(&looks_at, PartSet::of(&Part::ALL).without(Part::TeleConsult), parallel),
            looks_at,
            layers: steps,
            covers,
            earlier: terms.earlier().iter().flat_map(events).collect(),
            parallel,
        }
    }

    /// The number of payers of the scheme, in force or not.
    pub fn n_payers(&self) -> usize {
        self.n_payers
    }
}

fn bits(layers: &[usize]) -> Layers {
    layers.iter().fold(0, |bits, layer| bits | 1 << layer)
}

/// The layers of a set, in order.
pub(super) fn places(mut layers: Layers) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = layers.trailing_zeros();
        layers &= layers.wrapping_sub(1);
        (at < Layers::BITS).then_some(at as usize)
    })
}

impl Year {
    fn new(terms: &AnnualTerms) -> Year {
        let rules = terms.rules();
        let cap = rules.cap.unwrap_or(Fen(i64::MAX));
        let (cap_on_payment, cap_on_eligible) = match rules.cap_on {
            CapOn::Payment => (cap, Fen(i64::MAX)),
            CapOn::Eligible => (Fen(i64::MAX), cap),
        };
        let (which, rules_of_ratio) = distinct_ratios(terms);
        let ratios = |&by: &RatioBy| Ratios {
            steps: steps(&rules.tiers, by),
            year: YearPay::new(&rules.tiers, by, cap_on_eligible, cap_on_payment),
        };
        Year {
            set: rules.eligible,
            parts: rules.eligible.iter().collect(),
            flat: rules.tele_consult == TeleConsult::Flat,
            counted: rules.counted_by_place.to_array(),
            which,
            ratios: rules_of_ratio.iter().map(ratios).collect(),
            base: rules.tiers.base(),
            deductible: rules.tiers.deductible(),
            deductible_scope: rules.deductible_scope,
            deductible_with: 0,
            cap_on_eligible,
            cap_on_payment,
            cap_scope: rules.cap_scope,
            limits: rules.limits.clone(),
            unseen: 0,
        }
    }

    /// What the layer looks at of what is left of a claim.
    #[inline]
    pub(super) fn looks_at(&self, left: &Parts) -> Fen {
        self.parts.iter().map(|&part| left[part]).sum()
    }

    /// Which ratios hold for care at a place and level.
    #[inline]
    pub(super) fn ratios_at(&self, before: bool, place: Place, level: HospitalLevel) -> usize {
        self.which[variant(before, place, level)]
    }

    /// Whether the year's payment depends on the year's eligible cost alone, as long as one set of ratios
    /// holds, nobody else's payments count and there is no tele-consultation.
    pub(super) fn is_plain(&self) -> bool {
        self.limits.is_empty()
            && self.deductible_scope == DeductibleScope::Person
            && self.cap_scope == CapScope::Person
    }

    /// Leaves out deductible, ratios and caps.
    pub(super) fn pay_nothing(&mut self) {
        (self.deductible, self.cap_on_eligible, self.cap_on_payment) =
            (Fen::ZERO, Fen(i64::MAX), Fen(i64::MAX));
        self.base = TierBase::EligibleTotal;
        for ratios in &mut self.ratios {
            *ratios = Ratios { steps: Vec::new(), year: YearPay::none() };
        }
    }

    /// Whether a limit is on cost.
    pub(super) fn limits_cost(&self) -> bool {
        self.limits.iter().any(|limit| limit.on == LimitOn::Cost)
    }
}

/// Causes, places and levels on which a ratio may depend.
const VARIANTS: usize = 2 * 3 * 3;

const fn variant(before: bool, place: Place, level: HospitalLevel) -> usize {
    (before as usize * 3 + place as usize) * 3 + level as usize
}

/// The distinct rules for the ratio, and which of them holds where.
fn distinct_ratios(terms: &AnnualTerms) -> ([usize; VARIANTS], Vec<RatioBy>) {
    let (mut which, mut distinct) = ([0; VARIANTS], Vec::new());
    for before in [false, true] {
        for place in Place::ALL {
            for level in HospitalLevel::ALL {
                let by = terms.ratio_at(before, place, level);
                which[variant(before, place, level)] =
                    distinct.iter().position(|known| *known == by).unwrap_or_else(|| {
                        distinct.push(by);
                        distinct.len() - 1
                    });
            }
        }
    }
    (which, distinct)
}

fn steps(tiers: &Tiers, by: RatioBy) -> Vec<(Fen, i64)> {
    tiers.tiers().iter().map(|tier| (tier.up_to.unwrap_or(Fen(i64::MAX)), by.of(tier).millionths())).collect()
}

impl Ratios {
    /// What the tiers pay between two points of their scale, in exact millionths of a fen.
    #[inline]
    pub(super) fn exact_between(&self, from: Fen, to: Fen) -> i64 {
        let (mut exact, mut low) = (0, from);
        for &(end, millionths) in &self.steps {
            if low >= to {
                break;
            }
            if end > low {
                exact += (end.min(to).0 - low.0) * millionths;
                low = end;
            }
        }
        exact
    }
}

/// What a fixed benefit paid in earlier years, as far as its cap counts it.
pub(super) fn counted_earlier(terms: &FixedTerms, paid_earlier: Fen) -> Fen {
    match terms.rules().cap_period {
        CapPeriod::Year => Fen::ZERO,
        CapPeriod::Lifetime => paid_earlier,
    }
}

/// Whether a fixed benefit pays an event more than once.
pub(super) fn pays_each_time(terms: &FixedTerms) -> bool {
    terms.rules().once == Once::EachTime
}
