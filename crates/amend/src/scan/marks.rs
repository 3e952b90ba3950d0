//! Where a string may end, for a piece of a text at once.
//!
//! A bit for each byte, set where the byte does not stand for itself in a string
//! (RFC 8259 §7): a quote, a backslash or a control character. With them the
//! end of a string is found without looking at what is in it, and without a loop
//! whose length nobody can foresee.
//!
//! Only a piece is marked at a time, from where the end of a string is wanted: so
//! a text of which little is read is hardly touched, and one that is read as a whole
//! is still at hand when it is.

use wide::u8x16;

/// Bytes to a word of bits.
const BLOCK: usize = 64;

/// Words of a piece of a text that is read here and there, when it does not go on
/// where the last one ended.
const SOME: usize = 8;

/// Words of a piece of a text that is read as a whole, and of one that goes on.
const MOST: usize = 64;

/// Behind all words of a text.
const NOWHERE: usize = usize::MAX / 2;

/// The bits of a piece, the first byte lowest.
#[derive(Clone, Debug)]
pub(crate) struct Marks {
    /// Behind those of the piece there are no marks.
    words: [u64; MOST + 1],
    /// How many words the piece has.
    len: usize,
    /// The word of the text with which the piece begins.
    base: usize,
    /// Words of a piece that does not go on.
    piece: usize,
}

impl Default for Marks {
    fn default() -> Self {
        Self { words: [0; MOST + 1], len: 0, base: NOWHERE, piece: MOST }
    }
}

impl Marks {
    /// Forgets the text before: the next one is read as a whole.
    pub(crate) fn start_whole(&mut self) {
        self.start(MOST);
    }

    /// Forgets the text before: the next one is read here and there.
    pub(crate) fn start_parts(&mut self) {
        self.start(SOME);
    }

    fn start(&mut self, piece: usize) {
        self.words.iter_mut().take(self.len).for_each(|word| *word = 0);
        (self.len, self.base, self.piece) = (0, NOWHERE, piece);
    }

    /// The position of the first mark from `at` on; the end of the text, or a
    /// place behind it, if there is none.
    #[inline]
    pub(crate) fn next(&mut self, bytes: &[u8], at: usize) -> usize {
        let word = (at / BLOCK).wrapping_sub(self.base);
        // The next 64 bits: whether a string goes over the end of a word is a toss-up.
        let bits = if word < MOST {
            let words = (self.words.get(word), self.words.get(word + 1));
            let (Some(word), Some(next)) = words else { return self.further(bytes, at) };
            word >> (at % BLOCK) | next << 1 << (!at % BLOCK)
        } else {
            0
        };
        match bits {
            0 => self.further(bytes, at),
            bits => at + bits.trailing_zeros() as usize,
        }
    }

    #[inline(never)]
    fn further(&mut self, bytes: &[u8], at: usize) -> usize {
        let mut word = at / BLOCK;
        let mut from = u64::MAX << (at % BLOCK);
        loop {
            let piece = self.words.get(..self.len).unwrap_or_default();
            let here = piece.get(word.wrapping_sub(self.base)..).unwrap_or_default();
            for bits in here {
                if bits & from != 0 {
                    return word * BLOCK + (bits & from).trailing_zeros() as usize;
                }
                word += 1;
                from = u64::MAX;
            }
            if word * BLOCK >= bytes.len() {
                return at.max(bytes.len());
            }
            self.mark(bytes, word);
        }
    }

    /// Marks a piece that begins with this word of the text.
    fn mark(&mut self, bytes: &[u8], word: usize) {
        let goes_on = word == self.base + self.len;
        let most = if goes_on { MOST } else { self.piece };
        let rest = bytes.get(word * BLOCK..).unwrap_or_default();
        let piece = rest.get(..most * BLOCK).unwrap_or(rest);
        let (blocks, end) = piece.as_chunks::<BLOCK>();
        let mut words = self.words.iter_mut();
        for (block, word) in blocks.iter().zip(words.by_ref()) {
            *word = marks(block);
        }
        let mut len = blocks.len();
        if !end.is_empty()
            && let Some(word) = words.next()
        {
            let mut block = [b' '; BLOCK];
            block.iter_mut().zip(end).for_each(|(to, from)| *to = *from);
            *word = marks(&block);
            len += 1;
        }
        words.take(self.len.saturating_sub(len)).for_each(|word| *word = 0);
        (self.len, self.base) = (len, word);
    }
}

fn marks(block: &[u8; BLOCK]) -> u64 {
    let (lanes, _) = block.as_chunks::<16>();
    let mut bits = 0;
    for (at, lane) in lanes.iter().enumerate() {
        let lane = u8x16::new(*lane);
        let backslash = lane.simd_eq(u8x16::splat(b'\\'));
        // With this bit turned, a quote is what a space was, behind all that
        // control; a space is what a quote was.
        let turned = lane ^ u8x16::splat(b'"' ^ b' ');
        let other = turned.min(u8x16::splat(b' ')).simd_eq(turned);
        bits |= u64::from((other | backslash).to_bitmask()) << (16 * at);
    }
    bits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Marks;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn finds_what_a_loop_finds(
            bytes in prop::collection::vec(prop_oneof![
                60 => prop::sample::select(b"aZ09\x7f !\x21\x23[]\x20".as_slice()),
                2 => any::<u8>(),
            ], 0..1_000),
            places in prop::collection::vec(0..1_010_usize, 1..20),
        ) {
            let mut marks = Marks::default();
            marks.next(b"\"\"\"\" of another text", 0);
            marks.start_parts();
            let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
            for at in places {
                let found = bytes.iter().enumerate().skip(at).find(|(_, byte)| special(byte));
                match found {
                    Some((expected, _)) => prop_assert_eq!(marks.next(&bytes, at), expected),
                    None => prop_assert!(marks.next(&bytes, at) >= bytes.len().max(at)),
                }
            }
        }

        #[test]
        fn goes_on_as_a_loop_does(bytes in prop::collection::vec(prop_oneof![
            40 => Just(b'a'), 1 => Just(b'"'), 1 => Just(b'\\'), 1 => Just(0x1f),
        ], 0..20_000)) {
            let mut marks = Marks::default();
            let mut at = 0;
            for (place, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte != b'a') {
                prop_assert_eq!(marks.next(&bytes, at), place);
                at = place + 1;
            }
            prop_assert!(marks.next(&bytes, at) >= bytes.len());
        }
    }
}
