//! Which layers count a claim, as bits: what every list of every cover says, asked once.

use crate::benefit::{CareKind, Claim, Cover, Label, PreExisting};

/// A bit for each layer, by its place in [`crate::benefit::PersonTerms::layers`].
pub(super) type Layers = u32;

/// How the layers treat a claim by its traits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Treatment {
    /// The layers that count it.
    pub(super) counted: Layers,
    /// The layers for which its cause was there before.
    pub(super) before: Layers,
}

/// The covers of all layers, trait by trait.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Covers {
    by_kind: [Layers; 5],
    /// Those that do not ask for a listed cause.
    any_cause: Layers,
    /// Those for which a listed cause was there before.
    listed_before: Layers,
    /// Those that pay nothing where the cause was there before.
    not_before: Layers,
    can_be_before: Named,
    diseases: Named,
    drugs: Named,
    items: Named,
    events: Named,
    /// First days of cover after the first of the year, each with its layer.
    begins: Vec<(u16, Layers)>,
}

impl Covers {
    /// Adds the cover of the layer at `bit`.
    pub(super) fn add(&mut self, bit: Layers, cover: &Cover) {
        for kind in CareKind::ALL.into_iter().filter(|&kind| cover.counts.contains(kind)) {
            self.by_kind[kind as usize] |= bit;
        }
        if !cover.listed_causes_only {
            self.any_cause |= bit;
        }
        if !cover.listed_causes_only && cover.diseases.is_empty() {
            self.listed_before |= bit;
        }
        if cover.pre_existing == PreExisting::ExcludeSameDisease {
            self.not_before |= bit;
        }
        self.can_be_before.add(bit, &cover.pre_existing_list);
        self.diseases.add(bit, &cover.diseases);
        self.drugs.add(bit, &cover.drugs);
        self.items.add(bit, &cover.items);
        self.events.add(bit, &cover.events);
        if cover.first_day > 1 {
            self.begins.push((cover.first_day, bit));
        }
    }

    /// Which layers count the claim: those of [`Cover::counts`].
    #[inline]
    pub(super) fn treat(&self, claim: &Claim) -> Treatment {
        let mut before = if claim.caused_by_listed_disease { self.listed_before } else { 0 };
        if claim.pre_existing_cause {
            before |= claim.disease.map_or(Layers::MAX, |_| self.can_be_before.among(claim.disease));
        }
        let mut counted = self.by_kind[claim.kind as usize]
            & self.diseases.among(claim.disease)
            & self.drugs.among(claim.drug)
            & self.items.among(claim.item)
            & self.events.among(claim.event)
            & !(self.not_before & before);
        if !claim.caused_by_listed_disease {
            counted &= self.any_cause;
        }
        for &(first_day, bit) in &self.begins {
            if claim.day.is_some_and(|day| day < first_day) {
                counted &= !bit;
            }
        }
        Treatment { counted, before }
    }
}

/// Layers that ask for one of some labels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Named {
    /// Those that ask for none.
    open: Layers,
    named: Vec<(Label, Layers)>,
}

impl Named {
    fn add(&mut self, bit: Layers, list: &[Label]) {
        if list.is_empty() {
            self.open |= bit;
        }
        for &label in list {
            match self.named.iter_mut().find(|(known, _)| *known == label) {
                Some((_, layers)) => *layers |= bit,
                None => self.named.push((label, bit)),
            }
        }
    }

    /// The layers whose list holds the label, or is empty.
    #[inline]
    fn among(&self, label: Option<Label>) -> Layers {
        let named = label.and_then(|label| self.named.iter().find(|(known, _)| *known == label));
        self.open | named.map_or(0, |&(_, layers)| layers)
    }
}
