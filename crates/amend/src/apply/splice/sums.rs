//! How deep and how long the values of a tape are: two bytes an entry, so that a text of
//! brackets alone, which has as many entries as bytes, is not outgrown by what is known of it.

use super::tape::Tape;
use crate::document::Kind;
use crate::measure::{Size, string_bytes};

/// The measures of what stands on a tape.
#[derive(Debug, Default)]
pub(super) struct Sums {
    depths: Depths,
    /// The bytes of all values and names up to each place that is a multiple of `STEP`,
    /// written compactly. Commas, colons and brackets count where a container closes.
    bytes: Vec<u32>,
    /// The places of long strings with escapes, and how long they are when written: the
    /// others are soon measured again.
    long: Vec<(u32, u32)>,
}

/// How many containers are inside each other at each place, itself included; 0 for all that is
/// no container.
#[derive(Debug)]
enum Depths {
    Low(Vec<u8>),
    /// Once one does not fit.
    High(Vec<u16>),
}

/// So many places have one sum.
const STEP: u32 = 4;

/// Strings with escapes that are longer in the text are measured once.
const LONG: u32 = 64;

impl Default for Depths {
    fn default() -> Self {
        Self::Low(Vec::new())
    }
}

impl Depths {
    fn set(&mut self, at: u32, depth: u16) {
        match (&mut *self, u8::try_from(depth)) {
            (Self::Low(depths), Ok(depth)) => {
                if let Some(place) = depths.get_mut(at as usize) {
                    *place = depth;
                }
            }
            (Self::Low(depths), Err(_)) => {
                *self = Self::High(depths.iter().copied().map(u16::from).collect());
                self.set(at, depth);
            }
            (Self::High(depths), _) => {
                if let Some(place) = depths.get_mut(at as usize) {
                    *place = depth;
                }
            }
        }
    }

    fn get(&self, at: u32) -> u16 {
        match self {
            Self::Low(depths) => depths.get(at as usize).copied().unwrap_or_default().into(),
            Self::High(depths) => depths.get(at as usize).copied().unwrap_or_default(),
        }
    }
}

impl Sums {
    pub(super) fn of(tape: &Tape<'_>) -> Self {
        let len = tape.len();
        let mut sums = Self {
            depths: Depths::Low(vec![0; len as usize]),
            bytes: Vec::with_capacity((len / STEP + 1) as usize),
            long: Vec::new(),
        };
        // Where the containers open that are not closed yet, and how deep each is so far.
        let mut open: Vec<(u32, u16)> = Vec::new();
        let mut sum = 0;
        for at in 0..len {
            if at % STEP == 0 {
                sums.bytes.push(sum);
            }
            let bytes = token(tape, at);
            sum += bytes;
            match tape.kind(at) {
                Kind::Array | Kind::Object => open.push((at, 1)),
                Kind::End => {
                    let Some((container, depth)) = open.pop() else { continue };
                    sums.depths.set(container, depth);
                    if let Some((_, around)) = open.last_mut() {
                        *around = depth.saturating_add(1).max(*around);
                    }
                }
                Kind::String if tape.escaped(at) && tape.leaf_len(at) > LONG => {
                    sums.long.push((at, bytes));
                }
                _ => {}
            }
        }
        sums
    }

    /// How many containers are inside each other in a value, itself included.
    pub(super) fn depth(&self, at: u32) -> u16 {
        self.depths.get(at)
    }

    pub(super) fn size(&self, tape: &Tape<'_>, at: u32) -> Size {
        let next = tape.next(at);
        let bytes = if next == at + 1 {
            self.token(tape, at)
        } else {
            self.up_to(tape, next).saturating_sub(self.up_to(tape, at))
        };
        Size { bytes: bytes as usize, depth: self.depth(at).into() }
    }

    fn up_to(&self, tape: &Tape<'_>, at: u32) -> u32 {
        // Behind the last place there may be no sum.
        let known = (at / STEP).min(short(self.bytes.len().saturating_sub(1)));
        let sum = self.bytes.get(known as usize).copied().unwrap_or_default();
        (known * STEP..at).fold(sum, |sum, at| sum + self.token(tape, at))
    }

    /// The bytes that count at a place.
    fn token(&self, tape: &Tape<'_>, at: u32) -> u32 {
        if tape.kind(at) == Kind::String
            && tape.escaped(at)
            && let Ok(long) = self.long.binary_search_by_key(&at, |(at, _)| *at)
        {
            return self.long.get(long).map_or(0, |(_, bytes)| *bytes);
        }
        token(tape, at)
    }
}

/// The size of a value, counted once.
pub(super) fn counted(tape: &Tape<'_>, at: u32) -> Size {
    let (mut size, mut depth) = (Size::default(), 0);
    for at in at..tape.next(at) {
        match tape.kind(at) {
            Kind::Array | Kind::Object => {
                depth += 1;
                size.depth = size.depth.max(depth);
            }
            Kind::End => depth -= 1,
            _ => {}
        }
        size.bytes += token(tape, at) as usize;
    }
    size
}

/// Whether no more containers than this stand inside each other in a value.
pub(super) fn is_within(tape: &Tape<'_>, at: u32, most: usize) -> bool {
    let mut depth = 0;
    (at..tape.next(at)).all(|at| {
        match tape.kind(at) {
            Kind::Array | Kind::Object => depth += 1,
            Kind::End => depth -= 1,
            _ => {}
        }
        depth <= most
    })
}

/// The bytes that count at a place of a tape, by the token that is there.
#[inline]
fn token(tape: &Tape<'_>, at: u32) -> u32 {
    match tape.kind(at) {
        Kind::Array | Kind::Object => 0,
        Kind::End => {
            let count = tape.closed(at);
            // A colon a member, beside the brackets and the commas.
            let colons = if tape.closes_object(at) { count } else { 0 };
            2 + count.saturating_sub(1) + colons
        }
        Kind::String if tape.escaped(at) => short(string_bytes(&tape.string(at))),
        _ => tape.leaf_len(at),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a text has fewer than 2^29 bytes")]
fn short(bytes: usize) -> u32 {
    bytes as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LONG, Sums, counted, is_within};
    use crate::Document;
    use crate::apply::splice::tape::Tape;
    use crate::document::Kind;
    use crate::measure::Size;

    fn texts() -> impl Strategy<Value = String> {
        let long = format!("\"\\n{}\"", "x".repeat(LONG as usize));
        let scalar = prop::sample::select(vec![
            "0".to_owned(),
            "null".to_owned(),
            r#""a""#.to_owned(),
            r#""\u0061\n""#.to_owned(),
            long,
        ]);
        scalar.prop_recursive(6, 60, 6, |inner: BoxedStrategy<String>| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6)
                    .prop_map(|elements| format!("[{}]", elements.join(" ,"))),
                prop::collection::vec(inner, 0..6).prop_map(|values| {
                    let members: Vec<_> = (values.iter().enumerate())
                        .map(|(at, value)| format!("\"\\u000{at}\" :{value}"))
                        .collect();
                    format!("{{{}}}", members.join(","))
                }),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn what_is_known_is_what_is_counted(text in texts()) {
            let document = Document::parse(&text).unwrap();
            let tape = Tape::of(&document);
            let sums = Sums::of(&tape);
            for at in 0..tape.len() {
                if tape.kind(at) != Kind::End {
                    let size = Size::of(tape.node(at), usize::MAX, usize::MAX);
                    prop_assert_eq!(sums.size(&tape, at), size, "{} in {}", at, text);
                    prop_assert_eq!(counted(&tape, at), size, "{} in {}", at, text);
                    for most in 0..=size.depth {
                        prop_assert_eq!(is_within(&tape, at, most), most >= size.depth, "{} in {}", at, text);
                    }
                }
            }
        }
    }

    /// What does not fit into a byte.
    #[test]
    fn depths_may_be_large() {
        let text = format!("[0,{}{}]", "[".repeat(400), "]".repeat(400));
        let limits = crate::Limits { depth: 1_000, ..crate::Limits::default() };
        let document = Document::read(text.as_bytes(), &limits).unwrap();
        let sums = Sums::of(&Tape::of(&document));
        let depths = [0, 1, 2, 3, 200, 402].map(|at| sums.depth(at));
        assert_eq!(depths, [401, 0, 400, 399, 202, 0]);
    }
}
