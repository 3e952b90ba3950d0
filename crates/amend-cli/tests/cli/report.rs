//! The report in a browser: it is whole in itself, its script runs, and nothing of
//! anybody's data is ever more than text.

use std::fmt::Write as _;
use std::process::Command;

use sha2::{Digest as _, Sha256};

use crate::support::Bench;

/// Texts that want to be more than text.
pub(crate) const INJECTIONS: [&str; 32] = [
    "<script>document.title='pwned'</script>",
    "</script><script>document.title='pwned'</script>",
    "<img src=x onerror=\"document.title='pwned'\">",
    "<svg onload=\"document.title='pwned'\">",
    "\"><iframe src=\"javascript:document.title='pwned'\">",
    "'><body onload=document.title='pwned'>",
    "</td></tr></tbody></table><h1>pwned</h1>",
    "</pre><object data=\"data:text/html,x\">",
    "</code></details><form action=\"https://example.org\"><input name=pwned>",
    "<!--",
    "-->",
    "<![CDATA[<b>pwned</b>]]>",
    "]]>",
    "<style>*{display:none}</style>",
    "</style><style>body{background:url(https://example.org)}</style>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<meta http-equiv=refresh content=\"0;url=https://example.org\">",
    "<base href=\"https://example.org/\">",
    "<a href=\"javascript:document.title='pwned'\">x</a>",
    "<math><mtext><table><mglyph><style><img src=x onerror=document.title='pwned'>",
    "<template><script>document.title='pwned'</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=document.title='pwned'>\">",
    "&lt;script&gt;document.title='pwned'&lt;/script&gt;",
    "&#60;script&#62;",
    "{{constructor.constructor('document.title=1')()}}",
    "${document.title='pwned'}",
    "`-document.title='pwned'-`",
    "\u{202e}<b>\u{200b}",
    "\u{0}<b>pwned</b>",
    "<\u{0}script>document.title='pwned'</script>",
    "\u{2028}<b>pwned</b>",
    "\u{feff}<ﬁgure>＜script＞document.title='pwned'＜/script＞",
];

/// Every element that the page has of its own, and every attribute.
const ELEMENTS: &str = "html head meta title style body header h1 h2 h3 p main section dl div dt dd svg rect text figure figcaption label input select option output table thead tbody tr th td span details summary code pre small b ul li script";
const ATTRIBUTES: &str = "lang charset http-equiv content name class id type autocomplete spellcheck value scope colspan data-status viewBox preserveAspectRatio role aria-label x y width height rx open hidden";

fn browser() -> Option<&'static str> {
    let found = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .into_iter()
        .find(|path| std::path::Path::new(path).exists());
    if found.is_none() {
        println!("skipped: there is no Chromium here; .ci/browser installs it");
    }
    found
}

/// The document that a browser makes of a page, its scripts run.
pub(crate) fn dom(bench: &Bench, page: &str) -> Option<String> {
    let profile = bench.at("profile");
    let output = Command::new(browser()?)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        .args([&format!("--user-data-dir={profile}"), "--virtual-time-budget=2000", "--dump-dom"])
        .arg(format!("file://{page}"))
        .output()
        .unwrap();
    Some(String::from_utf8(output.stdout).unwrap())
}

/// The names of the elements in a serialised document, and of their attributes.
fn names(dom: &str) -> (Vec<String>, Vec<String>) {
    let (mut elements, mut attributes) = (Vec::new(), Vec::new());
    // Scripts and styles are raw text: what is in ours is known.
    let mut rest = dom.to_owned();
    for raw in ["style", "script"] {
        while let Some(start) = rest.find(&format!("<{raw}>")) {
            let end = rest[start..].find(&format!("</{raw}>")).unwrap() + start;
            elements.push(raw.to_owned());
            rest.replace_range(start..end + raw.len() + 3, "");
        }
    }
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '<' || chars.peek() == Some(&'/') || chars.peek() == Some(&'!') {
            continue;
        }
        let mut tag = String::new();
        let mut quoted = false;
        for c in chars.by_ref() {
            quoted ^= c == '"';
            if c == '>' && !quoted {
                break;
            }
            tag.push(if quoted && c.is_whitespace() { '_' } else { c });
        }
        let mut words = tag.split_whitespace();
        elements.push(words.next().unwrap().to_owned());
        attributes.extend(words.map(|word| word.split('=').next().unwrap().to_owned()));
    }
    (elements, attributes)
}

/// Nothing stands in the document that is not the page's own.
pub(crate) fn assert_own(dom: &str) {
    let (elements, attributes) = names(dom);
    assert!(elements.len() > 20, "{dom}");
    for element in &elements {
        assert!(ELEMENTS.split(' ').any(|own| own == element), "<{element}>");
    }
    for attribute in &attributes {
        assert!(ATTRIBUTES.split(' ').any(|own| own == attribute), "{attribute}");
    }
    assert_eq!(elements.iter().filter(|e| *e == "script").count(), 1);
    assert_eq!(elements.iter().filter(|e| *e == "style").count(), 1);
    assert!(dom.contains("<title>amend: plan for copper</title>"), "the title was changed");
}

fn report(bench: &Bench, change: &str, more: &[&str]) -> String {
    let args = ["plan", "--vendor", "copper", "r.json", change, "c.json", "--report", "out.html"];
    let output = bench.run(&[&args[..], more].concat());
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}", output.stderr);
    std::fs::read_to_string(bench.at("out.html")).unwrap()
}

#[test]
fn t52_data_is_only_ever_text() {
    if browser().is_none() {
        return;
    }
    // One page for all that can be planned, and one for names, which are refused.
    let emails: Vec<_> = INJECTIONS
        .iter()
        .map(|text| serde_json::json!({ "email": text, "category": "work" }))
        .collect();
    let record = serde_json::json!({
        "id": 7,
        "title": "</textarea><b>before</b>",
        "emails": emails,
        "tags": [],
        "<script>document.title='pwned'</script>": "<b>kept</b>",
    });
    let mut turned = emails.clone();
    turned.reverse();
    turned.truncate(20);
    let change =
        serde_json::json!({ "title": INJECTIONS.concat(), "emails": turned, "tags": INJECTIONS });
    let bench = Bench::new().file("r.json", record.to_string()).file("c.json", change.to_string());
    report(&bench, "--to", &["--show-values"]);
    let page = bench.at("out.html");
    let planned = dom(&bench, &format!("{page}#open=1")).unwrap();
    assert_own(&planned);
    assert!(planned.contains("&lt;script&gt;document.title"), "{planned}");
    assert!(!planned.contains('\u{202e}') && planned.contains("\\u202e"));

    let names: serde_json::Map<String, serde_json::Value> =
        INJECTIONS.iter().map(|text| ((*text).to_owned(), serde_json::json!(1))).collect();
    let bench = Bench::new()
        .file("r.json", r#"{"id": 7}"#)
        .file("c.json", serde_json::Value::Object(names).to_string());
    report(&bench, "--to", &["--show-values"]);
    let refused = dom(&bench, &bench.at("out.html")).unwrap();
    assert_own(&refused);
    assert_eq!(refused.matches("<b>unknown-field</b>").count(), INJECTIONS.len());
}

#[test]
fn the_script_runs_and_finds() {
    let bench = Bench::new()
        .file("r.json", r#"{"id": 7, "title": "Miller"}"#)
        .file("c.json", r#"{"title": "Head of mills"}"#);
    report(&bench, "--to", &["--show-values"]);
    let page = bench.at("out.html");
    let Some(all) = dom(&bench, &page) else { return };
    assert!(all.contains("<output id=\"found\">1 of 1</output>"), "{all}");
    let found = dom(&bench, &format!("{page}#find=HEAD%20mills")).unwrap();
    assert!(found.contains("<output id=\"found\">1 of 1</output>"), "{found}");
    let none = dom(&bench, &format!("{page}#find=nobody")).unwrap();
    assert!(none.contains("<output id=\"found\">0 of 1</output>"), "{none}");
    assert!(none.contains("data-status=\"planned\" hidden=\"\""), "{none}");
}

#[test]
fn values_stay_out_unless_they_are_asked_for() {
    let bench = Bench::new()
        .file("r.json", r#"{"id": 7, "title": "Old secret"}"#)
        .file("c.json", r#"{"title": "New secret"}"#);
    let hidden = report(&bench, "--to", &[]);
    assert!(!hidden.contains("secret") && hidden.contains("/title"), "{hidden}");
    let shown = report(&bench, "--to", &["--show-values"]);
    assert!(shown.contains("Old secret") && shown.contains("New secret"), "{shown}");
    // The same inputs give the same bytes.
    assert_eq!(shown, report(&bench, "--to", &["--show-values"]));
}

#[test]
fn the_policy_allows_the_two_texts_of_the_page_and_nothing_else() {
    let bench = Bench::new().file("r.json", r#"{"id": 7}"#).file("c.json", "{}");
    let page = report(&bench, "--to", &[]);
    for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
        let (start, end) = (format!("<{element}>"), format!("</{element}>"));
        let start = page.find(&start).unwrap() + start.len();
        let text = &page[start..start + page[start..].find(&end).unwrap()];
        let hash = base64(&Sha256::digest(text));
        assert!(page.contains(&format!("{directive} 'sha256-{hash}';")), "{directive} {hash}");
    }
    assert!(page.contains("content=\"default-src 'none'; "), "{page}");
    for elsewhere in ["http://", "https://", "//", "url(", "@import", "src=", "href="] {
        let own = page.replace("https://api.copper.com", "");
        assert!(!own.contains(elsewhere), "{elsewhere}");
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let word = three.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = char::from(LETTERS[(word >> (18 - 6 * place) & 63) as usize]);
            out.push(if place <= three.len() { letter } else { '=' });
        }
    }
    out
}

#[test]
fn a_report_is_written_whole_or_not_at_all() {
    let bench = Bench::new()
        .file("r.json", r#"{"id": 7}"#)
        .file("c.json", "{}")
        .file("out.html", "what was there");
    let to = |path: &str| {
        bench.run(&["plan", "--vendor", "copper", "r.json", "--to", "c.json", "--report", path])
    };
    assert_eq!(to("no/such/folder.html").status.code(), Some(2));
    assert_eq!(to(".").status.code(), Some(2));
    assert_eq!(std::fs::read(bench.at("out.html")).unwrap(), b"what was there");
    // What a killed run left is made anew.
    std::fs::write(bench.at("out.html.amend-partial"), "half").unwrap();
    // A link is not followed.
    #[cfg(unix)]
    {
        let bench = Bench::new().file("r.json", r#"{"id": 7}"#).file("c.json", "{}");
        let bench = bench.file("elsewhere.html", "not yours");
        std::os::unix::fs::symlink(bench.at("elsewhere.html"), bench.at("out.html")).unwrap();
        let args = ["plan", "--vendor", "copper", "r.json", "--to", "c.json"];
        let output = bench.run(&[&args[..], &["--report", "out.html"]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        assert_eq!(std::fs::read(bench.at("elsewhere.html")).unwrap(), b"not yours");
    }
    assert_eq!(to("out.html").status.code(), Some(0));
    assert!(!std::path::Path::new(&bench.at("out.html.amend-partial")).exists());
}

/// The persons of a report, by status.
fn persons(page: &str, status: &str) -> usize {
    page.matches(&format!("<tbody data-status=\"{status}\">")).count()
}

#[test]
fn batch_and_sync_report_all_of_their_persons() {
    let line = |id: &str, title: &str| {
        serde_json::json!({
            "id": id,
            "record": { "id": 7, "title": "Miller" },
            "to": { "title": title },
        })
        .to_string()
    };
    let refused = r#"{"record": {"id": 7}, "to": {"titel": "x"}}"#;
    let mut lines: Vec<String> = INJECTIONS.iter().map(|text| line(text, text)).collect();
    lines.extend([line("same", "Miller"), refused.to_owned(), "{".to_owned()]);
    let bench = Bench::new().file("pairs", lines.join("\n") + "\n");
    let mut pages = Vec::new();
    for jobs in ["1", "2"] {
        let output = bench.run(&[
            "batch",
            "--vendor",
            "copper",
            "pairs",
            "--report",
            "out.html",
            "--show-values",
            "--jobs",
            jobs,
        ]);
        assert_eq!(output.status.code(), Some(1));
        pages.push(std::fs::read_to_string(bench.at("out.html")).unwrap());
    }
    assert_eq!(pages[0], pages[1], "the same for any number of threads");
    let page = &pages[0];
    assert_eq!(persons(page, "planned"), INJECTIONS.len());
    for status in ["unchanged", "refused", "error"] {
        assert_eq!(persons(page, status), 1, "{status}");
    }
    assert!(page.contains("<dt>persons</dt><dd>35</dd>"), "{page}");
    assert!(page.contains("Refused and errors, by code"), "{page}");
    if let Some(dom) = dom(&bench, &format!("{}#open=1&show=planned", bench.at("out.html"))) {
        assert_own(&dom);
        let shown = format!("<output id=\"found\">{} of 35</output>", INJECTIONS.len());
        assert!(dom.contains(&shown), "{dom}");
    }

    let old =
        "{\"id\":1,\"title\":\"a\"}\n{\"id\":2,\"title\":\"b\"}\n{\"id\":3,\"title\":\"c\"}\n";
    let new = "{\"id\":1,\"title\":\"x\"}\n{\"id\":2,\"title\":\"b\"}\n{\"id\":3,\"title\":\"c\",\"date_created\":5}\n";
    let bench = Bench::new().file("old", old).file("new", new);
    let args = ["sync", "--vendor", "copper", "--key", "/id", "old", "new"];
    let output = bench.run(&[&args[..], &["--report", "out.html"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let page = std::fs::read_to_string(bench.at("out.html")).unwrap();
    assert_eq!((persons(&page, "planned"), persons(&page, "unchanged")), (1, 0));
    for figure in ["<dt>persons</dt><dd>3<", "<dt>planned</dt><dd>1<", "<dt>unchanged</dt><dd>2<"] {
        assert!(page.contains(figure), "{figure} in\n{page}");
    }
    let twice = bench.run(&[&args[..], &["--report", "x", "--output", "o", "--resume"]].concat());
    assert_eq!(twice.status.code(), Some(2));
    let clash = bench.run(&[&args[..], &["--report", "new"]].concat());
    assert_eq!(clash.status.code(), Some(2));
}

/// However many there are, the page stays one that a browser can open.
#[test]
fn a_report_of_many_is_bounded() {
    let mut lines = String::new();
    for id in 1..=7_000 {
        let title = if id % 7 == 0 { "a" } else { "b" };
        let record = format!("{{\"id\":{id},\"title\":\"a\"}}");
        let _ = writeln!(lines, "{{\"record\":{record},\"to\":{{\"title\":\"{title}\"}}}}");
    }
    let bench = Bench::new().file("pairs", lines);
    let run = |jobs: &str| {
        let args = ["batch", "--vendor", "copper", "pairs", "--report", "out.html"];
        let output = bench.run(&[&args[..], &["--jobs", jobs]].concat());
        assert_eq!(output.status.code(), Some(0));
        std::fs::read_to_string(bench.at("out.html")).unwrap()
    };
    let page = run("1");
    assert_eq!((persons(&page, "planned"), persons(&page, "unchanged")), (5_000, 1_000));
    assert!(
        page.contains("1\u{202f}000 more persons are counted above"),
        "{}",
        &page[page.len() - 3000..]
    );
    assert!(page.contains("<dt>planned</dt><dd>6\u{202f}000</dd>"));
    assert_eq!(page, run("4"));
}
