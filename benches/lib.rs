//! Benches of huimin: see `benches/`.
