//! Decisions of a generator, read from a list of numbers that proptest makes and
//! shrinks. Zero is always the simplest decision, and so is the end of the list.

/// The decisions that are left.
#[derive(Clone, Debug)]
pub(crate) struct Choices<'c> {
    left: std::slice::Iter<'c, u16>,
}

impl<'c> Choices<'c> {
    pub(crate) fn new(numbers: &'c [u16]) -> Self {
        Self { left: numbers.iter() }
    }

    /// A number below `count`; 0 where there is nothing to choose.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let next = self.left.next().copied().unwrap_or_default();
        usize::from(next) % count.max(1)
    }

    /// One of these.
    pub(crate) fn one<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        of.get(self.below(of.len()))
    }

    /// Yes once in so many times.
    pub(crate) fn rarely(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }
}
