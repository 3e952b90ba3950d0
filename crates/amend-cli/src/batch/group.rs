//! Plans put together into requests for several records at once.

use std::collections::VecDeque;

use amend::Json;
use amend::value::Members;
use amend_vendor::{Assumption, Entity, Options, bulk};

use crate::batch::plans::{Order, Part};

/// For help texts.
pub(crate) const HELP: &str = "With --bulk a plan that is one plain update has \"bulk\": true and no \
requests of its own; a line with \"status\": \"bulk\" behind the last plan of each group has the request \
for all of them, and their \"lines\" (or \"keys\"). The requests of an output are to be sent in its order.";

/// A bulk request that is not full yet.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    entity: &'a Entity,
    options: &'a Options,
    /// What the output calls the plans: `lines` or `keys`.
    labels: &'static str,
    most: usize,
    assumptions: Json,
    open: VecDeque<Order>,
}

impl<'a> Group<'a> {
    /// Nothing, for a vendor without a bulk request.
    pub(crate) fn new(
        entity: &'a Entity,
        options: &'a Options,
        labels: &'static str,
    ) -> Option<Self> {
        let most = entity.update.bulk.as_ref()?.most;
        let assumptions =
            bulk::assumptions(entity).iter().map(Assumption::to_json).collect::<Vec<_>>();
        let assumptions = Json::Array(assumptions);
        Some(Self { entity, options, labels, most, assumptions, open: VecDeque::new() })
    }

    /// Puts the requests of a part together: adds its lines, with those of bulk
    /// requests between, to what goes out.
    pub(crate) fn take(&mut self, part: &mut Part, out: &mut Vec<u8>) {
        let mut from = 0;
        let text = std::mem::take(&mut part.text);
        for order in std::mem::take(&mut part.orders) {
            let before = out.len();
            let line = text.get(from..order.end).unwrap_or_default();
            from = order.end;
            // One person after the other: what is sent for one keeps its order.
            if self.open.iter().any(|other| other.id == order.id) {
                let lines = line.trim_end_matches('\n').rfind('\n').map_or(0, |at| at + 1);
                let (others, own) = line.split_at(lines);
                out.extend_from_slice(others.as_bytes());
                self.close(part, out);
                out.extend_from_slice(own.as_bytes());
            } else {
                out.extend_from_slice(line.as_bytes());
            }
            debug_assert!(out.len() > before);
            if order.item.is_some() {
                self.open.push_back(order);
                if self.open.len() == self.most {
                    self.close(part, out);
                }
            }
        }
        out.extend_from_slice(text.get(from..).unwrap_or_default().as_bytes());
    }

    /// Takes plans back that a journal says were waiting.
    pub(crate) fn reopen(&mut self, part: Part) {
        self.open.extend(part.orders.into_iter().filter(|order| order.item.is_some()));
    }

    /// The numbers of the plans that wait.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = u64> {
        self.open.iter().map(|order| order.number)
    }

    /// Ends the request, if anything waits.
    pub(crate) fn close(&mut self, part: &mut Part, out: &mut Vec<u8>) {
        if self.open.is_empty() {
            return;
        }
        let orders: Vec<Order> = self.open.drain(..).collect();
        part.tally.requests += 1;
        part.tally.merged += orders.len() as u64 - 1;
        let (labels, items): (Vec<Json>, Vec<Json>) =
            orders.into_iter().map(|order| (order.label, order.item.unwrap_or_default())).unzip();
        let request = bulk::request(self.entity, self.options, items);
        let mut line = Members::new();
        line.insert("status", "bulk");
        line.insert(self.labels, labels);
        line.insert("vendor", self.entity.vendor.as_str());
        line.insert("requests", Json::array(request.iter().map(amend_vendor::Request::to_json)));
        line.insert("assumptions", self.assumptions.clone());
        out.extend_from_slice(Json::from(line).to_string().as_bytes());
        out.push(b'\n');
    }
}
