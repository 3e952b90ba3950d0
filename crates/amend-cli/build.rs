//! Compiles the few lines that have to run before the standard library does.

fn main() {
    println!("cargo::rerun-if-changed=src/closed_stdout.c");
    let wanted = std::env::var_os("CARGO_FEATURE_CLOSED_STDOUT").is_some();
    if wanted && std::env::var_os("CARGO_CFG_UNIX").is_some() {
        #[cfg(feature = "closed-stdout")]
        cc::Build::new()
            .file("src/closed_stdout.c")
            .warnings_into_errors(true)
            // Nothing calls it, so the linker has to be told to keep it.
            .link_lib_modifier("+whole-archive")
            .compile("closed_stdout");
    }
}
