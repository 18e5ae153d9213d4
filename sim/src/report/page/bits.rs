//! Columns of whole numbers as text of few characters, which a page can read back: Rice codes in base 64.
//!
//! A column is its centre (48 bits), the parameter `k` (6 bits), and for each value what it lies off the centre,
//! zigzag: the quotient by `2^k` in ones ended by a zero, then `k` bits. From [`ESCAPE`] ones on, 48 plain bits.

/// So many ones announce a plain number.
const ESCAPE: u64 = 24;
/// Bits of a plain number.
const PLAIN: u32 = 48;

/// A stream of bits to be written, the highest bit of each byte first.
#[derive(Debug, Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    /// Bits that the last byte still takes.
    free: u32,
}

impl Writer {
    /// Adds a column; every value lies within 2^46 of the others.
    pub(super) fn column(&mut self, values: &[i64]) {
        let centre = centre(values);
        let folded: Vec<u64> = values.iter().map(|value| zigzag(value - centre)).collect();
        let k = (0..PLAIN - 1).min_by_key(|&k| folded.iter().map(|&it| length(it, k)).sum::<u64>());
        let k = k.unwrap_or(0);
        self.bits(zigzag(centre), PLAIN);
        self.bits(k.into(), 6);
        for value in folded {
            let quotient = value >> k;
            if quotient >= ESCAPE {
                self.bits(u64::MAX, 24);
                self.bits(value, PLAIN);
            } else {
                (0..quotient).for_each(|_| self.bits(1, 1));
                self.bits(0, 1);
                self.bits(value, k);
            }
        }
    }

    /// The lowest `n` bits of a word.
    fn bits(&mut self, word: u64, n: u32) {
        for nth in (0..n).rev() {
            if self.free == 0 {
                self.bytes.push(0);
                self.free = 8;
            }
            self.free -= 1;
            if let Some(last) = self.bytes.last_mut() {
                *last |= u8::from(word >> nth & 1 == 1) << self.free;
            }
        }
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The stream in base 64 (RFC 4648, with padding).
    pub(super) fn base64(&self) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::with_capacity(self.bytes.len().div_ceil(3) * 4);
        for three in self.bytes.chunks(3) {
            let at = |nth: usize| u32::from(three.get(nth).copied().unwrap_or(0));
            let word = at(0) << 16 | at(1) << 8 | at(2);
            for nth in 0..4 {
                let letter = char::from(LETTERS[(word >> (18 - 6 * nth) & 63) as usize]);
                text.push(if nth > three.len() { '=' } else { letter });
            }
        }
        text
    }
}

fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63).cast_unsigned()
}

fn length(folded: u64, k: u32) -> u64 {
    let quotient = folded >> k;
    if quotient >= ESCAPE { 24 + u64::from(PLAIN) } else { quotient + 1 + u64::from(k) }
}

fn centre(values: &[i64]) -> i64 {
    let mut sorted = values.to_vec();
    let middle = sorted.len() / 2;
    if sorted.is_empty() { 0 } else { *sorted.select_nth_unstable(middle).1 }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the page does: `Bits` of model.js.
    pub(in crate::report::page) struct Reader {
        bytes: Vec<u8>,
        at: usize,
    }

    impl Reader {
        pub(in crate::report::page) fn new(base64: &str) -> Reader {
            let digit = |letter: u8| match letter {
                b'A'..=b'Z' => letter - b'A',
                b'a'..=b'z' => letter - b'a' + 26,
                b'0'..=b'9' => letter - b'0' + 52,
                b'+' => 62,
                _ => 63,
            };
            let mut bytes = Vec::new();
            for four in base64.as_bytes().chunks(4) {
                let four: Vec<u32> =
                    four.iter().filter(|it| **it != b'=').map(|it| digit(*it).into()).collect();
                let word: u32 = four.iter().zip([18, 12, 6, 0]).map(|(digit, by)| digit << by).sum();
                bytes.extend(&word.to_be_bytes()[1..four.len()]);
            }
            Reader { bytes, at: 0 }
        }

        fn bits(&mut self, n: u32) -> u64 {
            (0..n).fold(0, |word, _| {
                let bit = self.bytes[self.at / 8] >> (7 - self.at % 8) & 1;
                self.at += 1;
                word << 1 | u64::from(bit)
            })
        }

        fn folded(&mut self, k: u32) -> i64 {
            let mut quotient = 0;
            while quotient < ESCAPE && self.bits(1) == 1 {
                quotient += 1;
            }
            let folded = if quotient == ESCAPE { self.bits(PLAIN) } else { quotient << k | self.bits(k) };
            (folded >> 1).cast_signed() ^ -(folded & 1).cast_signed()
        }

        pub(in crate::report::page) fn column(&mut self, n: usize) -> Vec<i64> {
            let centre = self.bits(PLAIN);
            let centre = (centre >> 1).cast_signed() ^ -(centre & 1).cast_signed();
            let k = u32::try_from(self.bits(6)).unwrap();
            (0..n).map(|_| centre + self.folded(k)).collect()
        }
    }

    #[test]
    fn a_constant_takes_a_bit_a_trial() {
        let mut writer = Writer::default();
        writer.column(&[7_000_000; 800]);
        assert_eq!(writer.len(), (48 + 6 + 800_usize).div_ceil(8));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_back(
            columns in prop::collection::vec(
                prop::collection::vec(prop_oneof![-9..9_i64, -(1_i64 << 44)..(1 << 44)], 1..60), 1..6,
            )
        ) {
            let mut writer = Writer::default();
            for column in &columns {
                writer.column(column);
            }
            let mut reader = Reader::new(&writer.base64());
            for column in &columns {
                prop_assert_eq!(&reader.column(column.len()), column);
            }
        }
    }
}
