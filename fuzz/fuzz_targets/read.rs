#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| amend_fuzz_laws::targets::read(bytes));
