//! The law of the plan for each vendor: what is planned comes out as it was wanted,
//! touches nothing else, tells what is lost, and comes back; the rest is refused.

use std::sync::OnceLock;

use amend_laws::Law;

use crate::{allo, bigchange, copper, folk, superoffice};

macro_rules! plans {
    ($($(#[$doc:meta])* $name:ident: $law:expr;)*) => {$(
        $(#[$doc])*
        pub fn $name(bytes: &[u8]) {
            static LAW: OnceLock<Law> = OnceLock::new();
            hold(LAW.get_or_init($law), bytes);
        }
    )*};
}

plans! {
    /// Holds the law of the plan for Copper.
    plan_copper: copper::copper;
    /// Holds the law of the plan for BigChange.
    plan_bigchange: bigchange::bigchange;
    /// Holds the law of the plan for folk.
    plan_folk: folk::folk;
    /// Holds the law of the plan for SuperOffice.
    plan_superoffice: superoffice::superoffice;
    /// Holds the law of the plan for Allo.
    plan_allo: allo::allo;
}

fn hold(law: &Law, bytes: &[u8]) {
    let faults = law.faults_of(bytes);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
