//! How a payment is taken from the parts of a claim, as far as a later layer can tell.

use super::covers::Layers;
use crate::benefit::{PartSet, Parts};
use crate::units::Fen;

/// Which layers look at the parts that a layer pays of.
///
/// Where no later layer that counts the claim looks at these parts, nothing need be taken; where each
/// looks at all of them or at none, the sum alone must be right; where one looks at some of them, or
/// takes to the fen from all of them and more, each part must be, by [`Parts::take`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Takes {
    /// By layer: the later layers that look at some of its parts.
    looked_at_by: Vec<Layers>,
    /// By layer: those of them that do not look at all of its parts.
    parted_by: Vec<Layers>,
    /// Layers that are computed on what stood before others paid: everything is taken to the fen.
    always: bool,
}

/// How a layer's payment must be taken from the parts of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Take {
    /// Nobody looks.
    Nothing,
    /// In any split.
    Sum,
    /// Pro rata to the fen.
    ProRata,
}

impl Takes {
    /// Of layers with these parts (what a layer pays of, and what it looks at besides), for bills of which
    /// some parts are `present` and the others are nothing.
    pub(super) fn new(layers: &[(PartSet, PartSet)], present: PartSet, always: bool) -> Takes {
        let mut takes = Takes { always, ..Takes::default() };
        for (at, &(own, _)) in layers.iter().enumerate() {
            let own = own.intersection(present);
            let (mut looked_at_by, mut parted_by) = (0, 0);
            for (later, &(all, besides)) in layers.iter().enumerate().skip(at + 1) {
                if own.overlaps(all.union(besides)) {
                    looked_at_by |= 1 << later;
                    if own.union(all) != all {
                        parted_by |= 1 << later;
                    }
                }
            }
            takes.looked_at_by.push(looked_at_by);
            takes.parted_by.push(parted_by);
        }
        takes
    }

    /// The layers whose payment of a claim that `counted` count must be taken to the fen.
    #[inline]
    pub(super) fn pro_rata(&self, counted: Layers) -> Layers {
        if self.always {
            return Layers::MAX;
        }
        let mut pro_rata = 0;
        let mut rest = counted;
        while rest != 0 {
            let layer = Layers::BITS - 1 - rest.leading_zeros();
            rest &= !(1 << layer);
            let at = layer as usize;
            if counted & self.parted_by[at] != 0 || pro_rata & self.looked_at_by[at] != 0 {
                pro_rata |= 1 << layer;
            }
        }
        pro_rata
    }

    /// How a layer's payment is to be taken.
    #[inline]
    pub(super) fn of(&self, layer: usize, counted: Layers, pro_rata: Layers) -> Take {
        if pro_rata & 1 << layer != 0 {
            Take::ProRata
        } else if counted & self.looked_at_by[layer] != 0 {
            Take::Sum
        } else {
            Take::Nothing
        }
    }

    /// Whether no later layer looks at a part that the layer pays of.
    pub(super) fn is_looked_at_by_nobody(&self, layer: usize) -> bool {
        self.looked_at_by[layer] == 0
    }

    /// The earlier layers, of those in `counted`, that pay of what a layer looks at.
    pub(super) fn seen_by(&self, layer: usize, counted: Layers) -> Layers {
        let pays_of =
            |&earlier: &usize| counted & 1 << earlier != 0 && self.looked_at_by[earlier] & 1 << layer != 0;
        (0..layer).filter(pays_of).fold(0, |seen, earlier| seen | 1 << earlier)
    }
}

/// Takes a payment from the parts in `set`, the first parts first.
#[inline]
pub(super) fn take_sum(left: &mut Parts, set: PartSet, payment: Fen) {
    let mut rest = payment;
    for part in set.iter() {
        let taken = rest.min(left[part]);
        left[part] -= taken;
        rest -= taken;
        if rest == Fen::ZERO {
            return;
        }
    }
}
