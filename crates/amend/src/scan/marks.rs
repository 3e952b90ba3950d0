//! Where a string may end, for a whole text at once.
//!
//! A bit for each byte, set where the byte does not stand for itself in a string
//! (RFC 8259 §7): a quote, a backslash or a control character. With them the
//! end of a string is found without looking at what is in it, and without a loop
//! whose length nobody can foresee.

use wide::u8x16;

/// Bytes to a word of bits.
const BLOCK: usize = 64;

/// The bits, the first byte lowest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks(Vec<u64>);

impl Marks {
    /// Marks a text, in place of the one before; whether it is ASCII.
    pub(crate) fn set(&mut self, bytes: &[u8]) -> bool {
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        self.0.clear();
        self.0.reserve(blocks.len() + 1);
        let mut seen = u8x16::splat(0);
        let mut mark = |block: &[u8; BLOCK]| {
            let (lanes, _) = block.as_chunks::<16>();
            let mut bits = 0;
            for (at, lane) in lanes.iter().enumerate() {
                let lane = u8x16::new(*lane);
                seen |= lane;
                let backslash = lane.simd_eq(u8x16::splat(b'\\'));
                // With this bit turned, a quote is what a space was, behind all that
                // control; a space is what a quote was.
                let turned = lane ^ u8x16::splat(b'"' ^ b' ');
                let other = turned.min(u8x16::splat(b' ')).simd_eq(turned);
                bits |= u64::from((other | backslash).to_bitmask()) << (16 * at);
            }
            bits
        };
        self.0.extend(blocks.iter().map(&mut mark));
        if !rest.is_empty() {
            let mut block = [b' '; BLOCK];
            block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            self.0.push(mark(&block));
        }
        seen.to_bitmask() == 0
    }

    /// The position of the first mark from `at` on; the end of the text, or a
    /// place behind it, if there is none.
    #[inline]
    pub(crate) fn next(&self, at: usize) -> usize {
        let mut word = at / BLOCK;
        let Some(first) = self.0.get(word) else { return at };
        let mut bits = first >> (at % BLOCK);
        if bits != 0 {
            return at + bits.trailing_zeros() as usize;
        }
        loop {
            word += 1;
            bits = match self.0.get(word) {
                Some(bits) => *bits,
                None => return word * BLOCK,
            };
            if bits != 0 {
                return word * BLOCK + bits.trailing_zeros() as usize;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Marks;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn finds_what_a_loop_finds(
            bytes in prop::collection::vec(prop_oneof![
                60 => prop::sample::select(b"aZ09\x7f !\x21\x23[]\x20".as_slice()),
                2 => any::<u8>(),
            ], 0..300),
            at in 0..310_usize,
        ) {
            let mut marks = Marks::default();
            marks.set(b"\"\"\"\" of another text");
            prop_assert_eq!(marks.set(&bytes), bytes.is_ascii());
            let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
            let found = bytes.iter().enumerate().skip(at).find(|(_, byte)| special(byte));
            match found {
                Some((expected, _)) => prop_assert_eq!(marks.next(at), expected),
                None => prop_assert!(marks.next(at) >= bytes.len().max(at)),
            }
        }
    }
}
