//! Deep documents: bounded stack, and no work done once for every level.

use amend::algebra::{compose_on, invert_with};
use amend::merge::{MergeOptions, merge_with};
use amend::options::{Arrays, Exactness};
use amend::rebase::{RebaseOptions, rebase_with};
use amend::translate::{to_dialect, to_merge_patch};
use amend::{ApplyOptions, Dialect, DiffOptions, Json, Limits, apply_with, diff, diff_with};

use crate::common;

/// Documents of the greatest depth need no more than a small stack.
#[test]
fn the_deepest_documents() {
    common::on_stack_of(256, || {
        let shapes = [
            ("[", "]"),
            (r#"{"a":"#, "}"),
            (r#"[1,{"a":"#, "},2]"),
            (r#"[{"k":1,"a":["#, r#"]},{"k":2}]"#),
            ("[[],[1],", ",[2],[3]]"),
        ];
        for (open, close) in shapes {
            let depth = open.matches(['[', '{']).count() - open.matches([']', '}']).count();
            let times = 127 / depth;
            let deep = |inner: &str| -> Json {
                format!("{}{inner}{}", open.repeat(times), close.repeat(times)).parse().unwrap()
            };
            let (base, ours, theirs) = (deep("1"), deep("2"), deep("3"));
            for arrays in [Arrays::Sequence, Arrays::Key("k".to_owned())] {
                let options = MergeOptions { arrays, ..MergeOptions::default() };
                let merged = merge_with(&base, &ours, &theirs, &options);
                assert_eq!(merged.conflicts.len(), 1);
                assert_eq!(merged.conflicts[0].path.tokens().len(), times * depth);
                assert_eq!(merged.document, base);
                let merged = merge_with(&base, &base, &theirs, &options);
                assert_eq!(merged.document, theirs);
                let merged = merge_with(&Json::Null, &ours, &theirs, &options);
                assert_eq!(merged.conflicts.len(), 1);

                let rules = RebaseOptions { arrays: options.arrays.clone(), ..Default::default() };
                let rebased = rebase_with(&diff(&base, &ours), &base, &theirs, &rules).unwrap();
                assert_eq!(rebased.conflicts.len(), 1);
                let rebased = rebase_with(&diff(&base, &ours), &base, &base, &rules).unwrap();
                assert_eq!(rebased.conflicts.len(), 0);
            }
        }
    });
}

/// As deep as any limit can be, on the stack that a thread has by default: 2 MiB,
/// whatever the tests are given.
#[test]
fn the_deepest_documents_of_all() {
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    thread.spawn(as_deep_as_can_be).unwrap().join().unwrap();
}

fn as_deep_as_can_be() {
    let limits = Limits { depth: usize::MAX, ..Limits::default() };
    let deep = |inner: &str| -> Json {
        let times = Limits::MAX_DEPTH / 2;
        let text = format!("{}{inner}{}", r#"[{"a":"#.repeat(times), "},0]".repeat(times));
        Json::read(text.as_bytes(), &limits).unwrap()
    };
    let (base, ours, theirs) = (deep("1"), deep("2"), deep("3"));
    let merged = merge_with(&base, &ours, &theirs, &MergeOptions::default());
    assert_eq!(merged.conflicts[0].path.tokens().len(), Limits::MAX_DEPTH);
    let options = ApplyOptions { limits: limits.clone(), ..ApplyOptions::default() };
    let patch = diff_with(&base, &ours, &DiffOptions { limits, ..DiffOptions::default() });
    let rules = RebaseOptions { apply: options.clone(), ..RebaseOptions::default() };
    let rebased = rebase_with(&patch, &base, &theirs, &rules).unwrap();
    assert_eq!(rebased.conflicts.len(), 1);
    let back = invert_with(&patch, &base, Exactness::Bytes, &options).unwrap();
    let both = compose_on(&patch, &back, &base, &options).unwrap();
    assert!(apply_with(&mut base.clone(), &both, &options).is_ok());
    assert!(to_merge_patch(&patch, &base, &options).unwrap().same_result());
    assert!(to_dialect(&patch, &base, &options, &Dialect::DOT_NET).unwrap().same_result());
}

/// A document is looked at once, and not once for every level above it.
#[test]
fn deep_and_wide_documents() {
    let wide: Vec<String> = (0..20_000).map(|n| format!(r#"{{"k":{n},"n":[{n}]}}"#)).collect();
    let deep = |first: &str, last: &str| -> Json {
        let (open, close) = (r#"[[0],{"k":0,"l":"#.repeat(40), "},[1]]".repeat(40));
        format!("{open}[{first},{},{last}]{close}", wide.join(",")).parse().unwrap()
    };
    let (base, ours, theirs) = (deep("1", "1"), deep("2", "1"), deep("1", "3"));
    let start = std::time::Instant::now();
    let merged = merge_with(&base, &ours, &theirs, &MergeOptions::default());
    assert_eq!(merged.conflicts, []);
    assert_eq!(merged.document, deep("2", "3"));
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}
