//! How fast bytes can be touched at all: no engine, but what bounds them.

use std::hint::black_box;

use super::{InProcess, Run, Task};
use crate::corpora::Pair;

pub(super) fn engines(task: Task) -> Vec<InProcess> {
    let scan = |name, make| InProcess { name, judged: false, make };
    if task != Task::Diff {
        return Vec::new();
    }
    vec![
        scan("(comparison of memory)", equal as for<'p> fn(&'p [Pair]) -> Run<'p>),
        scan("(UTF-8 of one text, simdutf8)", utf8),
        scan("(one byte searched in both, memchr)", search),
    ]
}

fn equal(pairs: &[Pair]) -> Run<'_> {
    Box::new(move |at, sink| {
        sink(&black_box(pairs[at].before.as_bytes() == pairs[at].after.as_bytes()));
        Ok(())
    })
}

fn utf8(pairs: &[Pair]) -> Run<'_> {
    Box::new(move |at, sink| {
        sink(&simdutf8::basic::from_utf8(pairs[at].before.as_bytes()).is_ok());
        Ok(())
    })
}

fn search(pairs: &[Pair]) -> Run<'_> {
    Box::new(move |at, sink| {
        let texts = [&pairs[at].before, &pairs[at].after];
        sink(&texts.iter().any(|text| memchr::memchr(0, text.as_bytes()).is_some()));
        Ok(())
    })
}
