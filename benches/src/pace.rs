//! How much is made and how often.

/// The whole table, or a check that it works.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Pace {
    /// Everything, timed in many rounds.
    #[default]
    Full,
    /// Little of everything, once, by builds that are made soon.
    Quick,
}

impl Pace {
    /// What the arguments of a program ask for.
    pub fn asked(args: &[String]) -> Self {
        if args.iter().any(|arg| arg == "--quick") { Self::Quick } else { Self::Full }
    }

    /// So many, or a twentieth of it.
    pub fn of(self, count: usize) -> usize {
        if self == Self::Quick { count.div_ceil(20) } else { count }
    }
}
