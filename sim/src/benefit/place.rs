//! Where care was given, as far as rules ask: in the city or elsewhere.

use crate::units::keys;
use std::ops::Index;

keys! {
    /// Where care was given.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
    pub enum Place {
        /// 参保地
        #[default]
        Local = "local",
        /// 转外就医: elsewhere, on referral.
        Referred = "referred",
        /// 异地就医未转诊: elsewhere, without referral.
        Unreferred = "unreferred",
    }
}

/// One value for each place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct ByPlace<T> {
    /// 参保地
    pub local: T,
    /// 转外就医
    pub referred: T,
    /// 异地就医未转诊
    pub unreferred: T,
}

impl<T: Copy> ByPlace<T> {
    /// The same value everywhere.
    pub const fn all(value: T) -> ByPlace<T> {
        ByPlace { local: value, referred: value, unreferred: value }
    }

    /// The values, the city first.
    pub const fn to_array(self) -> [T; 3] {
        [self.local, self.referred, self.unreferred]
    }
}

impl<T> Index<Place> for ByPlace<T> {
    type Output = T;
    fn index(&self, place: Place) -> &T {
        match place {
            Place::Local => &self.local,
            Place::Referred => &self.referred,
            Place::Unreferred => &self.unreferred,
        }
    }
}
