//! SuperOffice's cases: what is planned, what is refused and why, and what the
//! vendor makes of a request.

use std::path::Path;

#[test]
fn every_case_comes_out_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    amend_laws::cases(&amend_superoffice::SUPEROFFICE, &folder);
}
