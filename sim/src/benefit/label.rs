//! Words by which a scheme and a bill mean the same thing.

use std::num::NonZeroU64;

/// A disease, a drug, an item of care or an event, known by its name.
///
/// Names are free, so that a product with a disease or an event of its own needs no code. A label is
/// the 64-bit FNV-1a hash of the name: small enough for every claim, the same in every run.
///
/// ```
/// use huimin::benefit::Label;
/// assert_eq!(Label::of("recurrence"), Label::of("recurrence"));
/// assert_ne!(Label::of("recurrence"), Label::of("metastasis"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(NonZeroU64);

impl Label {
    /// The label of a name.
    pub const fn of(name: &str) -> Label {
        let bytes = name.as_bytes();
        let (mut hash, mut i) = (0xCBF2_9CE4_8422_2325_u64, 0);
        while i < bytes.len() {
            hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01B3);
            i += 1;
        }
        match NonZeroU64::new(hash) {
            Some(hash) => Label(hash),
            None => Label(NonZeroU64::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_the_published_hash_of_its_name() {
        // test vectors of the authors of FNV-1a
        assert_eq!(Label::of("").0.get(), 0xCBF2_9CE4_8422_2325);
        assert_eq!(Label::of("a").0.get(), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(Label::of("foobar").0.get(), 0x8594_4171_F739_67E8);
    }
}
