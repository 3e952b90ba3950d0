//! The printed commands: split into words as POSIX says, they are exactly the
//! intended arguments, whatever a record holds.

use amend::Json;
use amend_vendor::{Request, render};

use crate::bytes::Bytes;

/// Pieces that shells, curl and terminals give a meaning to.
const PIECES: [&str; 40] = [
    "'",
    "\"",
    "`",
    "$(touch pwned)",
    "${KEY}",
    "${HOST_1}",
    "${",
    "}",
    "$HOME",
    "${a}",
    "${1A}",
    "$",
    "\\",
    "\n",
    "\r\n",
    "\t",
    "@/etc/passwd",
    "<",
    ">pwned",
    "|touch pwned",
    ";touch pwned;",
    "&&touch pwned",
    "&",
    "!!",
    "#",
    "*",
    "?",
    "[a-z]",
    "{1,2}",
    "~",
    "--data",
    "%0a",
    "\u{1}",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{1f980}",
    "'\\''",
    "''",
    " ",
    "EOF",
];

/// What the shell has in each variable: hostile too, and it must arrive as it is.
pub fn variable(name: &str) -> String {
    format!("{name}'s \"value\" $(touch pwned) `x` * \\ ${{KEY}}")
}

/// Commands for requests that the bytes mean, and the arguments that each must have.
pub fn curl_commands(bytes: &[u8]) -> (String, Vec<Vec<String>>) {
    let mut bytes = Bytes::new(bytes);
    let requests: Vec<Request> = (0..=bytes.below(3)).map(|_| request(&mut bytes)).collect();
    (render::curl(&requests), requests.iter().map(intended).collect())
}

/// Holds the law on requests that the bytes mean.
pub fn curl(bytes: &[u8]) {
    let (commands, intended) = curl_commands(bytes);
    for c in commands.chars().filter(|c| *c != '\n') {
        let hidden = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!hidden && !c.is_control(), "a terminal would obey {c:?}: {commands}");
    }
    let found = commands_of(&commands);
    assert_eq!(found.len(), intended.len(), "{commands}");
    for (found, intended) in found.iter().zip(&intended) {
        assert_eq!(found, intended, "{commands}");
    }
}

/// Method, URL and names and values of headers as a plan may have them: what can
/// never pass the check for unsafe requests is not asked of the shell. A body comes
/// from strangers as it is.
fn request(bytes: &mut Bytes<'_>) -> Request {
    let method = bytes.one(&["PUT", "PATCH", "POST", "DELETE"]);
    let url = format!("https://${{HOST}}/people/{}", plain(bytes));
    let mut headers = vec![("Authorization".to_owned(), "Bearer ${KEY}".to_owned())];
    for _ in 0..bytes.below(3) {
        headers.push((format!("X-{}", bytes.below(9)), plain(bytes)));
    }
    let body = match bytes.below(8) {
        0 => None,
        1 => Some(Json::from(text(bytes))),
        2 => Some(Json::array([text(bytes), text(bytes)])),
        _ => {
            let name = text(bytes);
            Some(Json::object([(name, Json::from(text(bytes))), (text(bytes), Json::Null)]))
        }
    };
    Request::new(method, url, headers, body)
}

fn text(bytes: &mut Bytes<'_>) -> String {
    let mut out = String::new();
    for _ in 0..bytes.below(7) {
        match bytes.below(4) {
            0 => out.push(char::from(u8::try_from(bytes.below(128)).unwrap_or(b'x'))),
            _ => out.push_str(bytes.one(&PIECES)),
        }
    }
    out
}

/// A text of visible ASCII characters and spaces.
fn plain(bytes: &mut Bytes<'_>) -> String {
    text(bytes).chars().filter(|c| (' '..='~').contains(c)).collect()
}

fn intended(request: &Request) -> Vec<String> {
    let mut arguments =
        ["curl", "--globoff", "--fail-with-body", "--request"].map(str::to_owned).to_vec();
    arguments.push(request.method().to_owned());
    arguments.push("--url".to_owned());
    arguments.push(filled_in(request.url()));
    for (name, value) in request.headers() {
        arguments.push("--header".to_owned());
        arguments.push(filled_in(&format!("{name}: {value}")));
    }
    if let Some(body) = request.body() {
        arguments.push("--data-raw".to_owned());
        arguments.push(shown(&body.to_string()));
    }
    arguments
}

/// The text with what each placeholder stands for: `${`, a capital letter, capital
/// letters, digits and low lines, `}`.
fn filled_in(text: &str) -> String {
    let mut out = String::new();
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        if chars[at] == '$' && chars.get(at + 1) == Some(&'{') {
            let name: String = chars[at + 2..]
                .iter()
                .take_while(|c| matches!(c, 'A'..='Z' | '0'..='9' | '_'))
                .collect();
            let begins = name.starts_with(|c: char| c.is_ascii_uppercase());
            if begins && chars.get(at + 2 + name.len()) == Some(&'}') {
                out.push_str(&variable(&name));
                at += name.len() + 3;
                continue;
            }
        }
        out.push(chars[at]);
        at += 1;
    }
    out
}

/// A body with escapes of JSON for what a terminal or the log of a build would obey: the
/// characters of the alphabet above that are such, and `##[`, which it can make, written out.
fn shown(body: &str) -> String {
    body.replace('\u{202e}', "\\u202e").replace('\u{7f}', "\\u007f").replace("##[", "#\\u0023[")
}

/// POSIX shell, 2.2 and 2.3, as far as a printed command may use it: words with
/// single quotes, double quotes around variables, a backslash before the end of a
/// line, and `&&`. All else unquoted is a fault.
fn commands_of(text: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let mut word: Option<String> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\n' => {
                if let (Some(word), Some(command)) = (word.take(), commands.last_mut()) {
                    command.push(word);
                }
                // A command ends with its line; one that goes on says so.
                let more = chars.peek().is_some();
                assert!(c == ' ' || !more || commands.last().is_some_and(Vec::is_empty), "{text}");
            }
            '&' => {
                assert_eq!(chars.next(), Some('&'), "one alone is another operator: {text}");
                assert!(word.is_none(), "{text}");
                assert_eq!(chars.peek(), Some(&'\n'), "{text}");
                commands.push(Vec::new());
            }
            '\\' => match chars.next() {
                Some('\n') => {}
                Some('\'') => word.get_or_insert_default().push('\''),
                other => panic!("a backslash before {other:?}: {text}"),
            },
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        Some('\'') => break,
                        Some(c) => word.push(c),
                        None => panic!("a quote is not closed: {text}"),
                    }
                }
            }
            '"' => {
                let inside: String = chars.by_ref().take_while(|c| *c != '"').collect();
                let name = inside.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
                let name = name.unwrap_or_else(|| panic!("double quotes around {inside}: {text}"));
                let plain =
                    name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
                assert!(plain && !name.is_empty(), "a variable {name}: {text}");
                word.get_or_insert_default().push_str(&variable(name));
            }
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' => word.get_or_insert_default().push(c),
            other => panic!("{other:?} is not quoted: {text}"),
        }
    }
    assert!(word.is_none(), "the last line is not ended: {text}");
    commands
}
