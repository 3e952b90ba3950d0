//! Names that differ in case only, as .NET's `OrdinalIgnoreCase` sees them.

use std::hash::Hasher;

/// Whether two names are equal when case is ignored.
///
/// Code point by code point, each by its simple upper case; an ASCII letter
/// never equals a code point outside ASCII. So `ı`, `ſ` and the Kelvin sign
/// match no `i`, `s` and `k`, and `ß` matches no `SS`.
pub(crate) fn equal(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.chars().map(upper).eq(b.chars().map(upper))
}

/// A hash that all names have that are [`equal`] to this one.
pub(crate) fn hash(name: &str, mut hasher: impl Hasher) -> u64 {
    for c in name.chars() {
        hasher.write_u32(u32::from(upper(c)));
    }
    hasher.finish()
}

/// A name as all names that are [`equal`] to it have it.
pub(crate) fn key(name: &str) -> String {
    name.chars().map(upper).collect()
}

/// The simple upper case of a code point (field 12 of UnicodeData.txt), where
/// it does not cross the border of ASCII.
fn upper(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    if let Some(simple) = with_iota(c) {
        return simple;
    }
    // `to_uppercase` gives the full mapping. Where that is several characters
    // the simple one is the character itself, save for those with an iota.
    let mut full = c.to_uppercase();
    match (full.next(), full.next()) {
        (Some(one), None) if !one.is_ascii() => one,
        _ => c,
    }
}

/// Greek letters with an iota below: their full upper case is two characters,
/// their simple one the letter with the iota beside it.
fn with_iota(c: char) -> Option<char> {
    let simple = match u32::from(c) {
        code @ (0x1f80..=0x1f87 | 0x1f90..=0x1f97 | 0x1fa0..=0x1fa7) => code + 8,
        code @ (0x1fb3 | 0x1fc3 | 0x1ff3) => code + 9,
        _ => return None,
    };
    char::from_u32(simple)
}

#[cfg(test)]
mod tests {
    use super::equal;

    #[test]
    fn letters_match_in_simple_upper_case_only() {
        for (a, b) in [
            ("Name", "nAME"),
            ("é", "É"),
            ("ς", "σ"),
            ("ς", "Σ"),
            ("DŽ", "dž"),
            ("Dž", "dž"),
            ("Dž", "DŽ"),
            ("µ", "Μ"),
            ("Ꭰ", "ꭰ"),
            ("Ᏸ", "ᏸ"),
            ("𐐀", "𐐨"),
            ("ᾳ", "ᾼ"),
            ("ᾀ", "ᾈ"),
            ("ÿ", "Ÿ"),
        ] {
            assert!(equal(a, b) && equal(b, a), "{a} = {b}");
        }
        for (a, b) in [
            ("ı", "i"),
            ("ı", "I"),
            ("İ", "i"),
            ("İ", "I"),
            ("ı", "İ"),
            ("ſ", "s"),
            ("ſ", "S"),
            ("\u{212a}", "k"),
            ("\u{212a}", "K"),
            ("\u{212b}", "å"),
            ("ß", "ẞ"),
            ("ß", "SS"),
            ("ﬃ", "FFI"),
            ("ŉ", "ʼN"),
            ("Ｋ", "K"),
            ("a", "ab"),
            ("e\u{301}", "é"),
            ("_", "-"),
            ("@", "`"),
            ("[", "{"),
        ] {
            assert!(!equal(a, b) && !equal(b, a), "{a} ≠ {b}");
        }
    }
}
