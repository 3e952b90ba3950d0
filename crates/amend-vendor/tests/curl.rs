//! What a shell makes of the printed commands: one process each, with exactly the
//! intended arguments, whatever a record holds.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use amend::Json;
use amend_vendor::{Request, render};

/// Pieces that shells, curl and terminals give a meaning to.
const PIECES: &[&str] = &[
    "'",
    "\"",
    "`",
    "$(touch pwned)",
    "`touch pwned`",
    "${IFS}",
    "$HOME",
    "\\",
    "\n",
    "\r\n",
    "\t",
    "@/etc/passwd",
    "@",
    "<",
    ">pwned",
    "|touch pwned",
    ";touch pwned;",
    "&&touch pwned",
    "&",
    "!!",
    "!",
    "#",
    "*",
    "?",
    "[a-z]",
    "{1,2}",
    "~",
    "--data",
    "-o",
    "%s",
    "%0a",
    "\u{0}",
    "\u{1b}[31m",
    "\u{202e}",
    "é",
    "😀",
    "O'Neil",
    "''",
    "'\\''",
    "\"'\"",
    "EOF",
    "${KEY}",
    "$'\\n'",
    " ",
    "",
];

struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }

    fn text(&mut self) -> String {
        (0..self.below(6)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    fn request(&mut self) -> Request {
        let body = match self.below(6) {
            0 => Json::from(self.text()),
            1 => Json::array([self.text(), self.text()]),
            _ => Json::object([(self.text(), self.text()), (self.text(), self.text())]),
        };
        let headers = vec![
            ("Authorization".to_owned(), "Bearer ${KEY}".to_owned()),
            ("Content-Type".to_owned(), "application/json".to_owned()),
        ];
        let id = self.below(1 << 30);
        Request::new("PUT", format!("https://${{HOST}}/people/{id}"), headers, Some(body))
    }
}

/// The key that the shell fills in: hostile too, and it must arrive as it is.
const KEY: &str = "k'e\"y $(touch pwned) `x` *";

fn intended(request: &Request) -> Vec<String> {
    let mut arguments = vec![
        "--globoff".to_owned(),
        "--fail-with-body".to_owned(),
        "--request".to_owned(),
        request.method().to_owned(),
        "--url".to_owned(),
        request.url().replace("${HOST}", "example.com"),
    ];
    for (name, value) in request.headers() {
        arguments.push("--header".to_owned());
        arguments.push(format!("{name}: {}", value.replace("${KEY}", KEY)));
    }
    arguments.push("--data-raw".to_owned());
    arguments.push(amend_vendor::printable(&request.body().unwrap().to_string()).into_owned());
    arguments
}

fn run(shell: &str, folder: &Path, requests: &[Request]) {
    let folder: PathBuf = folder.join(shell);
    fs::create_dir_all(folder.join("bin")).unwrap();
    fs::create_dir_all(folder.join("work")).unwrap();
    let log = folder.join("log");
    let _ = fs::remove_file(&log);
    let stand_in = folder.join("bin/curl");
    // The number of arguments first: an argument may hold whatever it likes.
    fs::write(&stand_in, "#!/bin/sh\nprintf '%s\\0' \"$#\" \"$@\" >> \"$LOG\"\n").unwrap();
    fs::set_permissions(&stand_in, fs::Permissions::from_mode(0o755)).unwrap();
    let script = folder.join("script");
    fs::write(
        &script,
        requests.iter().fold(String::new(), |mut text, request| {
            let _ = write!(text, "{}", render::curl(std::slice::from_ref(request)));
            text
        }),
    )
    .unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.join("bin").display());
    let status = Command::new(shell)
        .arg(&script)
        .current_dir(folder.join("work"))
        .env_clear()
        .envs([("PATH", path.as_str()), ("KEY", KEY), ("HOST", "example.com"), ("HOME", "/home")])
        .env("LOG", &log)
        .status()
        .unwrap();
    assert!(status.success(), "{shell}: {status}");

    let bytes = fs::read(&log).unwrap();
    let mut words =
        bytes.split(|byte| *byte == 0).map(|word| String::from_utf8(word.to_vec()).unwrap());
    for request in requests {
        let count: usize = words.next().unwrap().parse().unwrap();
        let arguments: Vec<String> = words.by_ref().take(count).collect();
        assert_eq!(arguments, intended(request), "{shell}");
    }
    assert_eq!(words.collect::<Vec<_>>(), [""], "{shell}: more processes than requests");
    let files: Vec<_> = fs::read_dir(folder.join("work")).unwrap().collect();
    assert!(files.is_empty(), "{shell} made files: {files:?}");
}

#[test]
fn t40_every_hostile_record_arrives_as_it_is() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let requests: Vec<Request> = (0..10_000).map(|_| random.request()).collect();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("curl");
    std::thread::scope(|scope| {
        for shell in ["dash", "bash"] {
            if Command::new(shell).args(["-c", ":"]).status().is_ok() {
                let (folder, requests) = (&folder, &requests);
                scope.spawn(move || run(shell, folder, requests));
            } else {
                println!("skipped: there is no {shell} here");
            }
        }
    });
}

#[test]
fn t43_a_command_has_no_control_characters() {
    let mut random = Random(7);
    for _ in 0..1_000 {
        let text = render::curl(&[random.request()]);
        assert!(text.chars().all(|c| !c.is_ascii_control() || c == '\n'), "{text:?}");
        // Lines end only where the command itself continues.
        for line in text.trim_end().lines().rev().skip(1) {
            assert!(line.ends_with(" \\"), "{line:?}");
        }
    }
}

#[test]
fn an_http_file_gives_the_same_bodies() {
    let mut random = Random(11);
    for _ in 0..1_000 {
        let request = random.request();
        let text = render::http(std::slice::from_ref(&request));
        assert!(!text.contains("{{"), "{text}");
        let (head, body) = text.split_once("\n\n").unwrap();
        let mut lines = head.lines();
        assert_eq!(lines.next().unwrap(), format!("PUT {}", request.url()));
        let headers: Vec<String> =
            request.headers().iter().map(|(name, value)| format!("{name}: {value}")).collect();
        assert_eq!(lines.collect::<Vec<_>>(), headers);
        assert_eq!(body.trim_end().parse::<Json>().unwrap(), *request.body().unwrap());
    }
}
