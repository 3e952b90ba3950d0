//! Things by their numbers, in pieces: what grows need not move, which would take its
//! memory twice.

/// Things that have numbers, the first of which is 0.
#[derive(Debug)]
pub(super) struct Arena<T> {
    pieces: Vec<Vec<T>>,
}

/// The first piece has room for so many at once.
const FEW: usize = 16;

/// A piece has so many.
const LONG: usize = if cfg!(test) { 4 } else { 1 << 12 };

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T> Arena<T> {
    pub(super) fn len(&self) -> usize {
        let last = self.pieces.last().map_or(0, Vec::len);
        self.pieces.len().saturating_sub(1) * LONG + last
    }

    #[inline]
    pub(super) fn get(&self, number: u32) -> Option<&T> {
        self.pieces.get(number as usize / LONG)?.get(number as usize % LONG)
    }

    #[inline]
    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.pieces.get_mut(number as usize / LONG)?.get_mut(number as usize % LONG)
    }

    #[inline]
    pub(super) fn push(&mut self, one: T) {
        match self.pieces.last_mut() {
            Some(last) if last.len() < LONG => last.push(one),
            // Most patches lay few containers open: the first piece grows with them.
            None => {
                let mut piece = Vec::with_capacity(FEW);
                piece.push(one);
                self.pieces.push(piece);
            }
            Some(_) => {
                let mut piece = Vec::with_capacity(LONG);
                piece.push(one);
                self.pieces.push(piece);
            }
        }
    }
}
