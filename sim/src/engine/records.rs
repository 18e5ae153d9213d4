//! What each trial of a run has to say besides its rows, in a file beside its pieces: bytes of any length, trial
//! after trial, so that a run that goes on finds them again.
//!
//! A head says of which run they are: `huimin-r`, then a 32-byte mark. A record is the number of its trial and its
//! length (two 64-bit numbers), its bytes, and the SHA-256 of mark, numbers and bytes. All numbers are little-endian.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use sha2::{Digest, Sha256};

use super::piece_file::PiecesError;

const MAGIC: &[u8; 8] = b"huimin-r";
/// Magic and mark.
const HEAD: usize = 40;
/// Trial and length of a record.
const BOUNDS: usize = 16;
/// The digest behind its bytes.
const DIGEST: usize = 32;
/// No record is longer.
const LONGEST: u64 = 1 << 32;

/// The records of trials `0..n_done()`, in a file that only grows.
#[derive(Debug)]
pub struct Records {
    file: File,
    mark: [u8; 32],
    /// Where the record of each trial ends.
    ends: Vec<u64>,
}

impl Records {
    /// Takes over a file of a run with this mark and the whole records in it; what stands behind them is cut off.
    /// A new file gets its head.
    ///
    /// # Errors
    /// [`PiecesError::OtherRun`] for a file with another mark.
    pub fn open(mut file: File, mark: [u8; 32]) -> Result<Records, PiecesError> {
        let mut records = Records { mark, ends: Vec::new(), file: file.try_clone()? };
        if file.metadata()?.len() < HEAD as u64 {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(MAGIC)?;
            file.write_all(&mark)?;
            file.sync_all()?;
            return Ok(records);
        }
        let mut head = [0; HEAD];
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut head)?;
        if head[..MAGIC.len()] != *MAGIC || head[MAGIC.len()..] != mark {
            return Err(PiecesError::OtherRun);
        }
        let mut from = BufReader::new(file);
        let (mut ends, mut end) = (Vec::new(), HEAD as u64);
        while let Some(bytes) = next(&mut from, &mark, ends.len() as u64)? {
            end += (BOUNDS + bytes.len() + DIGEST) as u64;
            ends.push(end);
        }
        records.ends = ends;
        records.file.set_len(end)?;
        Ok(records)
    }

    /// The trials that have a record.
    pub fn n_done(&self) -> u64 {
        self.ends.len() as u64
    }

    /// Forgets the records from trial `n` on.
    pub fn keep_first(&mut self, n: u64) -> Result<(), PiecesError> {
        self.ends.truncate(usize::try_from(n).unwrap_or(usize::MAX));
        Ok(self.file.set_len(self.end())?)
    }

    /// Appends the records of the next trials; when it returns, they are on the disk.
    pub fn push(&mut self, records: impl IntoIterator<Item = Vec<u8>>) -> Result<(), PiecesError> {
        let mut out = Vec::new();
        let mut end = self.end();
        self.file.seek(SeekFrom::Start(end))?;
        for bytes in records {
            let bounds = bounds(self.n_done(), bytes.len() as u64);
            out.extend(bounds);
            out.extend(&bytes);
            out.extend(digest(&self.mark, &bounds, &bytes));
            end += (BOUNDS + bytes.len() + DIGEST) as u64;
            self.ends.push(end);
        }
        self.file.write_all(&out)?;
        Ok(self.file.sync_data()?)
    }

    /// Hands out the records, in the order of their trials.
    pub fn each<E: From<PiecesError>>(
        &self,
        mut look: impl FnMut(u64, Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut file = self.file.try_clone().map_err(PiecesError::Io)?;
        file.seek(SeekFrom::Start(HEAD as u64)).map_err(PiecesError::Io)?;
        let mut from = BufReader::new(file);
        for trial in 0..self.n_done() {
            let bytes = next(&mut from, &self.mark, trial).map_err(PiecesError::Io)?;
            look(trial, bytes.ok_or(PiecesError::OtherRun)?)?;
        }
        Ok(())
    }

    fn end(&self) -> u64 {
        self.ends.last().copied().unwrap_or(HEAD as u64)
    }
}

/// The bytes of the next record, when it is whole, of this run and of this trial.
fn next(from: &mut impl Read, mark: &[u8; 32], trial: u64) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    if from.take(BOUNDS as u64).read_to_end(&mut head)? < BOUNDS {
        return Ok(None);
    }
    let length = head[8..].try_into().map_or(u64::MAX, u64::from_le_bytes);
    if length > LONGEST || head != bounds(trial, length) {
        return Ok(None);
    }
    let (mut bytes, mut found) = (Vec::new(), Vec::new());
    from.take(length).read_to_end(&mut bytes)?;
    from.take(DIGEST as u64).read_to_end(&mut found)?;
    let whole = bytes.len() as u64 == length && found == digest(mark, &bounds(trial, length), &bytes);
    Ok(whole.then_some(bytes))
}

fn bounds(trial: u64, length: u64) -> [u8; BOUNDS] {
    let mut bytes = [0; BOUNDS];
    bytes[..8].copy_from_slice(&trial.to_le_bytes());
    bytes[8..].copy_from_slice(&length.to_le_bytes());
    bytes
}

fn digest(mark: &[u8; 32], bounds: &[u8; BOUNDS], bytes: &[u8]) -> [u8; DIGEST] {
    Sha256::new().chain_update(mark).chain_update(bounds).chain_update(bytes).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(file: &File, mark: u8) -> Result<Records, PiecesError> {
        Records::open(file.try_clone().unwrap(), [mark; 32])
    }

    fn all(records: &Records) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        let done: Result<(), PiecesError> = records.each(|_, bytes| {
            all.push(bytes);
            Ok(())
        });
        done.unwrap();
        all
    }

    #[test]
    fn whole_records_are_found_again_and_a_torn_or_changed_end_is_cut_off() {
        let file = tempfile::tempfile().unwrap();
        let mut records = opened(&file, 7).unwrap();
        records.push([vec![1, 2, 3], Vec::new()]).unwrap();
        records.push([vec![4; 1000]]).unwrap();
        assert_eq!(all(&opened(&file, 7).unwrap()), [vec![1, 2, 3], Vec::new(), vec![4; 1000]]);
        file.set_len(file.metadata().unwrap().len() - 1).unwrap();
        let mut records = opened(&file, 7).unwrap();
        assert_eq!(records.n_done(), 2);
        records.push([vec![5]]).unwrap();
        assert_eq!(all(&records), [vec![1, 2, 3], Vec::new(), vec![5]]);
        records.keep_first(1).unwrap();
        records.push([vec![6]]).unwrap();
        assert_eq!(all(&opened(&file, 7).unwrap()), [vec![1, 2, 3], vec![6]]);
        assert!(matches!(opened(&file, 8), Err(PiecesError::OtherRun)));
        let mut other = file.try_clone().unwrap();
        other.seek(SeekFrom::Start((HEAD + BOUNDS + 1) as u64)).unwrap();
        other.write_all(&[9]).unwrap();
        assert_eq!(opened(&file, 7).unwrap().n_done(), 0, "a changed byte is no record");
    }
}
