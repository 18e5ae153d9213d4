//! Finished pieces in a file: appended one after the other, each with its length and digest, so that
//! whatever cuts the program short leaves whole pieces and at most one torn end.
//!
//! A head says of which run they are: `huimin-p`, then the run's 32-byte mark. A piece is its first
//! trial and the one after its last (two 64-bit numbers), its numbers, and the SHA-256 of mark, trials
//! and numbers. All numbers are little-endian.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use sha2::{Digest, Sha256};

/// How a file of pieces begins.
const MAGIC: &[u8; 8] = b"huimin-p";
/// Magic and mark.
const HEAD: usize = 40;
/// The two trials before the numbers of a piece.
const TRIALS: usize = 16;
/// The digest behind them.
const DIGEST: usize = 32;
/// Bytes of a number.
const NUMBER: usize = 8;

/// What tells the runs apart whose pieces must not mix.
pub(super) type Mark = [u8; 32];

/// Why pieces cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum PiecesError {
    /// The file holds pieces of another run, or something else.
    #[error("the finished trials are those of another run")]
    OtherRun,
    /// The file could not be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Where a piece stands: its trials, and where its numbers begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) trials: Range<u64>,
    pub(super) at: u64,
}

/// The file, which only grows.
#[derive(Debug)]
pub(super) struct PieceFile {
    file: File,
    /// `None` for a file that no other process will read: it has neither head nor digests.
    mark: Option<Mark>,
    end: u64,
}

impl PieceFile {
    /// A file that vanishes with the program.
    pub(super) fn scratch() -> io::Result<PieceFile> {
        Ok(PieceFile { file: tempfile::tempfile()?, mark: None, end: 0 })
    }

    /// Takes over a file and the whole pieces in it, which follow each other from trial 0; what stands behind
    /// them is cut off. A new file gets its head.
    pub(super) fn open(
        mut file: File,
        mark: Mark,
        n_trials: u64,
        per_trial: usize,
    ) -> Result<(PieceFile, Vec<Piece>), PiecesError> {
        let length = file.metadata()?.len();
        if length < HEAD as u64 {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(MAGIC)?;
            file.write_all(&mark)?;
            file.sync_all()?;
            return Ok((PieceFile { file, mark: Some(mark), end: HEAD as u64 }, Vec::new()));
        }
        let mut head = [0; HEAD];
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut head)?;
        if head[..MAGIC.len()] != *MAGIC || head[MAGIC.len()..] != mark {
            return Err(PiecesError::OtherRun);
        }
        let mut pieces = Vec::new();
        let mut end = HEAD as u64;
        let mut next = 0;
        while let Some(trials) = whole_piece(&mut file, &mark, (end, length), next..n_trials, per_trial)? {
            next = trials.end;
            let at = end + TRIALS as u64;
            end = at + numbers(&trials, per_trial) + DIGEST as u64;
            pieces.push(Piece { trials, at });
        }
        file.set_len(end)?;
        Ok((PieceFile { file, mark: Some(mark), end }, pieces))
    }

    /// Appends a piece.
    pub(super) fn append(&mut self, trials: Range<u64>, values: &[i64]) -> io::Result<Piece> {
        let numbers: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.file.seek(SeekFrom::Start(self.end))?;
        let mut at = self.end;
        if let Some(mark) = &self.mark {
            let bounds = bounds(&trials);
            self.file.write_all(&bounds)?;
            self.file.write_all(&numbers)?;
            self.file.write_all(&digest(mark, &bounds, &numbers))?;
            at += TRIALS as u64;
            self.end = at + (numbers.len() + DIGEST) as u64;
        } else {
            self.file.write_all(&numbers)?;
            self.end = at + numbers.len() as u64;
        }
        Ok(Piece { trials, at })
    }

    /// Waits until all pieces are on the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        if self.mark.is_some() { self.file.sync_data() } else { Ok(()) }
    }

    /// So many numbers of a piece that begin `skip` numbers behind `at`.
    pub(super) fn read(&self, at: u64, skip: usize, values: &mut [i64]) -> io::Result<()> {
        let mut bytes = vec![0; values.len() * NUMBER];
        read_at(&self.file, &mut bytes, at + (skip * NUMBER) as u64)?;
        for (value, bytes) in values.iter_mut().zip(bytes.chunks_exact(NUMBER)) {
            *value = bytes.try_into().map_or(0, i64::from_le_bytes);
        }
        Ok(())
    }
}

/// The piece that begins at `from`, when it is whole, of this run and the next one: `left` are the trials that
/// have no piece yet.
fn whole_piece(
    file: &mut File,
    mark: &Mark,
    (from, length): (u64, u64),
    left: Range<u64>,
    per_trial: usize,
) -> io::Result<Option<Range<u64>>> {
    if left.is_empty() || from.saturating_add(TRIALS as u64) > length {
        return Ok(None);
    }
    let mut bounds = [0; TRIALS];
    file.seek(SeekFrom::Start(from))?;
    file.read_exact(&mut bounds)?;
    let (start, end) = bounds.split_at(NUMBER);
    let [start, end] = [start, end].map(|bytes| bytes.try_into().map_or(u64::MAX, u64::from_le_bytes));
    let in_turn = start == left.start && end > start && end <= left.end;
    let rest =
        (end.saturating_sub(start)).saturating_mul((per_trial * NUMBER) as u64).saturating_add(DIGEST as u64);
    if !in_turn || rest > length - from - TRIALS as u64 {
        return Ok(None);
    }
    let mut bytes = vec![0; usize::try_from(rest).map_err(io::Error::other)?];
    file.read_exact(&mut bytes)?;
    let (numbers, found) = bytes.split_at(bytes.len() - DIGEST);
    Ok((digest(mark, &bounds, numbers) == *found).then_some(start..end))
}

/// Bytes of the numbers of a piece.
fn numbers(trials: &Range<u64>, per_trial: usize) -> u64 {
    (trials.end - trials.start) * (per_trial * NUMBER) as u64
}

fn bounds(trials: &Range<u64>) -> [u8; TRIALS] {
    let mut bytes = [0; TRIALS];
    bytes[..NUMBER].copy_from_slice(&trials.start.to_le_bytes());
    bytes[NUMBER..].copy_from_slice(&trials.end.to_le_bytes());
    bytes
}

fn digest(mark: &Mark, bounds: &[u8], numbers: &[u8]) -> [u8; DIGEST] {
    Sha256::new().chain_update(mark).chain_update(bounds).chain_update(numbers).finalize().into()
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let n = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[n..];
        at += n as u64;
    }
    Ok(())
}
