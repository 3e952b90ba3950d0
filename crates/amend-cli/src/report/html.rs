//! The frame of the page, and the one way in which data gets into it.

use std::fmt::Write as _;

use amend_vendor::printable;

use crate::settings::Values;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

// The SHA-256 of the two, as the policy names them. A test computes them.
const STYLE_HASH: &str = "sha256-qdegc2yF7Wy90B+7RA/X4XkyOUYDGD+5Y+y8UdNfxV0=";
const SCRIPT_HASH: &str = "sha256-dqenXj+0uEzu/a6ySf80qak3PWxW1t9s6oN7ETsuMnA=";

/// A text for a text node: nothing in it is markup, and nothing that would not be
/// seen gets through.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '`' => out.push_str("&#96;"),
            c => out.push(c),
        }
    }
    out
}

/// A number with its thousands apart.
pub(super) fn figure(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// Up to the first person.
pub(super) fn head(vendor: &str, values: Values) -> String {
    let note = match values {
        Values::Shown => {
            "This file holds people&#39;s data: the values before and after, and the requests."
        }
        Values::Hidden => {
            "Values are hidden: only their types are shown, and the ids and keys of persons. \
             <code>--show-values</code> shows them."
        }
    };
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src '{STYLE_HASH}'; script-src '{SCRIPT_HASH}'; base-uri 'none'; \
         form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>amend: plan for {0}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <header><h1>Plan for {0}</h1><p>Nothing was sent. {note}</p></header>\n\
         <main>\n<section id=\"persons\">\n<h2>Persons</h2>\n\
         <p class=\"find\"><label>Search <input id=\"find\" type=\"search\" \
         autocomplete=\"off\" spellcheck=\"false\"></label> \
         <label>Show <select id=\"which\"><option value=\"\">all</option>\
         <option value=\"planned\">planned</option><option value=\"unchanged\">unchanged</option>\
         <option value=\"refused\">refused</option><option value=\"error\">errors</option>\
         </select></label> <output id=\"found\"></output></p>\n\
         <table>\n<thead><tr><th scope=\"col\">Person</th><th scope=\"col\">Status</th>\
         <th scope=\"col\">Requests</th><th scope=\"col\">Changes</th>\
         <th scope=\"col\">Lost</th></tr></thead>\n",
        escaped(vendor)
    );
    page
}

/// Behind the last person; `left` were counted only.
pub(super) fn foot(summary: &str, left: u64) -> String {
    let rest = match left {
        0 => String::new(),
        left => format!(
            "<p>{} more persons are counted above and not listed here; their plans are in the output.</p>\n",
            figure(left)
        ),
    };
    format!(
        "</table>\n{rest}</section>\n<section id=\"summary\">\n<h2>Summary</h2>\n{summary}</section>\n</main>\n\
         <script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
}
