//! A list as pieces: runs of the elements that it had, and others one by one.

use std::rc::Rc;
use std::slice;

use super::tree::Value;

/// The elements of an array that has not kept all of its elements in their places.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces {
    chunks: Vec<Chunk>,
    len: u32,
}

#[derive(Clone, Debug, Default)]
struct Chunk {
    /// A copy shares those that stay as they are.
    pieces: Rc<Vec<Piece>>,
    /// How many elements they are.
    len: u32,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Piece {
    /// So many elements that follow each other on the tape, the first with this number.
    Run { first: u32, count: u32 },
    /// An element that came later.
    One(Value),
}

/// Where an element is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Element {
    /// It is the one of this number on the tape.
    Old(u32),
    /// It came later: its chunk, its place in there, and itself.
    New(u32, u32, Value),
}

/// A chunk of so many pieces is cut in two.
const LONG: usize = if cfg!(test) { 4 } else { 128 };

impl Piece {
    fn len(self) -> u32 {
        match self {
            Self::Run { count, .. } => count,
            Self::One(_) => 1,
        }
    }
}

/// The pieces in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Iter<'a> {
    chunks: slice::Iter<'a, Chunk>,
    pieces: slice::Iter<'a, Piece>,
}

impl Iterator for Iter<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(piece) = self.pieces.next() {
                return Some(*piece);
            }
            self.pieces = self.chunks.next()?.pieces.iter();
        }
    }
}

/// A chunk, a piece of it, and how far into that.
struct Spot {
    chunk: usize,
    piece: usize,
    offset: u32,
}

impl Pieces {
    /// A list of so many elements, all in their places.
    pub(super) fn whole(count: u32) -> Self {
        let mut pieces = Vec::new();
        if count > 0 {
            pieces.push(Piece::Run { first: 0, count });
        }
        Self { chunks: vec![Chunk { pieces: Rc::new(pieces), len: count }], len: count }
    }

    pub(super) fn iter(&self) -> Iter<'_> {
        Iter { chunks: self.chunks.iter(), pieces: [].iter() }
    }

    /// The place of an element, or behind the last one.
    fn locate(&self, index: u32) -> Spot {
        let (mut number, mut left) = (0, index);
        // From the nearer end: most edits are at one of them.
        if index > self.len / 2 {
            let mut behind = self.len.saturating_sub(index);
            number = self.chunks.len().saturating_sub(1);
            while let Some(chunk) = self.chunks.get(number) {
                if behind <= chunk.len || number == 0 {
                    left = chunk.len.saturating_sub(behind);
                    break;
                }
                behind -= chunk.len;
                number -= 1;
            }
        } else {
            while let Some(chunk) = self.chunks.get(number) {
                if left < chunk.len || number + 1 == self.chunks.len() {
                    break;
                }
                left -= chunk.len;
                number += 1;
            }
        }
        let pieces = self.chunks.get(number).map_or(&[][..], |chunk| chunk.pieces.as_slice());
        for (piece, one) in pieces.iter().enumerate() {
            if left < one.len() {
                return Spot { chunk: number, piece, offset: left };
            }
            left -= one.len();
        }
        Spot { chunk: number, piece: pieces.len(), offset: 0 }
    }

    #[expect(clippy::cast_possible_truncation, reason = "there are as many as operations, at most")]
    pub(super) fn get(&self, index: u32) -> Option<Element> {
        if index >= self.len {
            return None;
        }
        let Spot { chunk, piece, offset } = self.locate(index);
        Some(match *self.chunks.get(chunk)?.pieces.get(piece)? {
            Piece::Run { first, .. } => Element::Old(first + offset),
            Piece::One(value) => Element::New(chunk as u32, piece as u32, value),
        })
    }

    /// Puts another value in the place of one that came later.
    pub(super) fn set(&mut self, chunk: u32, piece: u32, value: Value) {
        let chunk = self.chunks.get_mut(chunk as usize);
        if let Some(one) =
            chunk.and_then(|chunk| Rc::make_mut(&mut chunk.pieces).get_mut(piece as usize))
        {
            *one = Piece::One(value);
        }
    }

    pub(super) fn insert(&mut self, index: u32, value: Value) {
        let Spot { chunk: number, piece, offset } = self.locate(index);
        let Some(chunk) = self.chunks.get_mut(number) else { return };
        self.len += 1;
        chunk.len += 1;
        let pieces = Rc::make_mut(&mut chunk.pieces);
        match pieces.get(piece) {
            Some(Piece::Run { first, count }) if offset > 0 => {
                let parts = [
                    Piece::Run { first: *first, count: offset },
                    Piece::One(value),
                    Piece::Run { first: first + offset, count: count - offset },
                ];
                pieces.splice(piece..=piece, parts);
            }
            _ => pieces.insert(piece.min(pieces.len()), Piece::One(value)),
        }
        self.settle(number);
    }

    pub(super) fn remove(&mut self, index: u32) -> Option<Element> {
        let element = self.get(index)?;
        let Spot { chunk: number, piece, offset } = self.locate(index);
        let chunk = self.chunks.get_mut(number)?;
        self.len -= 1;
        chunk.len -= 1;
        let pieces = Rc::make_mut(&mut chunk.pieces);
        match pieces.get_mut(piece)? {
            Piece::Run { first, count } if *count > 1 => {
                let (start, all) = (*first, *count);
                if offset == 0 {
                    (*first, *count) = (start + 1, all - 1);
                } else {
                    *count = offset;
                    if offset + 1 < all {
                        let first = start + offset + 1;
                        let rest = Piece::Run { first, count: all - offset - 1 };
                        pieces.insert(piece + 1, rest);
                    }
                }
            }
            _ => _ = pieces.remove(piece),
        }
        if chunk.pieces.is_empty() && self.chunks.len() > 1 {
            self.chunks.remove(number);
        } else {
            self.settle(number);
        }
        Some(element)
    }

    /// Cuts a chunk that has become long in two.
    fn settle(&mut self, number: usize) {
        let Some(chunk) = self.chunks.get_mut(number) else { return };
        if chunk.pieces.len() <= LONG {
            return;
        }
        let before = Rc::make_mut(&mut chunk.pieces);
        let pieces = before.split_off(before.len() / 2);
        let len = pieces.iter().map(|piece| piece.len()).sum();
        chunk.len -= len;
        self.chunks.insert(number + 1, Chunk { pieces: Rc::new(pieces), len });
    }
}
