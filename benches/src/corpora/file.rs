//! Corpora as files, for engines that run in another process: the count of pairs on
//! a line, and of each text its length on a line and its bytes.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::Pair;

/// Writes pairs for another process.
pub fn write_corpus(path: &Path, pairs: &[Pair]) -> io::Result<()> {
    let mut file = BufWriter::new(fs::File::create(path)?);
    writeln!(file, "{}", pairs.len())?;
    for text in pairs.iter().flat_map(|pair| [&pair.before, &pair.after]) {
        write!(file, "{}\n{text}", text.len())?;
    }
    file.flush()
}

/// Reads pairs that were written by [`write_corpus`].
pub fn read_corpus(path: &Path) -> io::Result<Vec<Pair>> {
    let bytes = fs::read(path)?;
    let mut rest = bytes.as_slice();
    let count = number(&mut rest)?;
    (0..count).map(|_| Ok(Pair { before: text(&mut rest)?, after: text(&mut rest)? })).collect()
}

/// Reads what another process made of a corpus: texts, each with its length.
pub fn read_outputs(path: &Path) -> io::Result<Vec<String>> {
    let bytes = fs::read(path)?;
    let mut rest = bytes.as_slice();
    let mut texts = Vec::new();
    while !rest.is_empty() {
        texts.push(text(&mut rest)?);
    }
    Ok(texts)
}

fn number(rest: &mut &[u8]) -> io::Result<usize> {
    let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(cut_off)?;
    let (line, behind) = rest.split_at(end);
    *rest = &behind[1..];
    std::str::from_utf8(line).ok().and_then(|line| line.parse().ok()).ok_or_else(cut_off)
}

fn text(rest: &mut &[u8]) -> io::Result<String> {
    let length = number(rest)?;
    let (text, behind) = rest.split_at_checked(length).ok_or_else(cut_off)?;
    *rest = behind;
    String::from_utf8(text.to_vec()).map_err(io::Error::other)
}

fn cut_off() -> io::Error {
    io::Error::other("not a file of texts with their lengths")
}
