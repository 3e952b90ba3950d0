//! What a plan says, and as JSON.

use amend::{Json, Pointer};

use crate::assumptions::Assumption;
use crate::plan::{Details, Outcome, Plan, Undo};
use crate::request::Request;
use crate::violation::Violation;

impl<'a> Plan<'a> {
    /// The vendor's name.
    pub fn vendor(&self) -> &'static str {
        self.vendor
    }

    /// What came of the change.
    pub fn outcome(&self) -> &Outcome<'a> {
        &self.outcome
    }

    /// `planned`, `unchanged` or `refused`.
    pub fn status(&self) -> &'static str {
        match self.outcome {
            Outcome::Planned(_) => "planned",
            Outcome::Unchanged(_) => "unchanged",
            Outcome::Refused(_) => "refused",
        }
    }

    /// What the plan says, unless it is refused.
    pub fn details(&self) -> Option<&Details<'a>> {
        match &self.outcome {
            Outcome::Planned(details) | Outcome::Unchanged(details) => Some(details),
            Outcome::Refused(_) => None,
        }
    }

    /// The reasons, if it is refused.
    pub fn violations(&self) -> &[Violation] {
        match &self.outcome {
            Outcome::Refused(violations) => violations,
            _ => &[],
        }
    }
}

impl Plan<'_> {
    /// The plan as JSON.
    pub fn to_json(&self) -> Json {
        self.json(|details| Json::clone(&details.after))
    }

    /// The plan as JSON, for whoever needs the plan no more: the predicted record is
    /// copied no more often than it must be.
    pub fn into_json(mut self) -> Json {
        let after = match &mut self.outcome {
            Outcome::Planned(details) | Outcome::Unchanged(details) => {
                std::mem::take(&mut details.after).into_json()
            }
            Outcome::Refused(_) => Json::Null,
        };
        self.json(|_| after)
    }

    fn json(&self, after: impl FnOnce(&Details<'_>) -> Json) -> Json {
        let mut members =
            vec![("vendor", Json::from(self.vendor)), ("status", Json::from(self.status()))];
        match &self.outcome {
            Outcome::Planned(details) | Outcome::Unchanged(details) => {
                members.extend(details.to_json(after(details)));
            }
            Outcome::Refused(violations) => {
                members
                    .push(("violations", Json::array(violations.iter().map(Violation::to_json))));
            }
        }
        Json::object(members)
    }

    /// The same plan, of which nothing is borrowed: it has the predicted record whole.
    ///
    /// ```
    /// use amend_vendor::{Change, Options, Plan, SchemaError, Vendor, plan};
    ///
    /// /// Plans a change of a record that nobody holds any longer.
    /// fn planned(vendor: &Vendor, text: &str, change: &Change) -> Result<Plan<'static>, SchemaError> {
    ///     let record = text.parse().unwrap_or_default();
    ///     Ok(plan(vendor, &record, change, &Options::default())?.into_owned())
    /// }
    /// ```
    #[must_use]
    pub fn into_owned(self) -> Plan<'static> {
        let owned = |details: Box<Details<'_>>| Box::new(details.into_owned());
        let outcome = match self.outcome {
            Outcome::Planned(details) => Outcome::Planned(owned(details)),
            Outcome::Unchanged(details) => Outcome::Unchanged(owned(details)),
            Outcome::Refused(violations) => Outcome::Refused(violations),
        };
        Plan { vendor: self.vendor, outcome }
    }

    /// Writes the members of the plan's JSON behind a text, without the braces. It is
    /// what [`Plan::into_json`] has, without making it.
    pub fn write_members(&self, out: &mut String) {
        let mut plan = Object::members(out);
        plan.text("vendor", self.vendor);
        plan.text("status", self.status());
        match &self.outcome {
            Outcome::Planned(details) | Outcome::Unchanged(details) => details.write(&mut plan),
            Outcome::Refused(violations) => {
                let list = Json::array(violations.iter().map(Violation::to_json));
                list.write(plan.name("violations"));
            }
        }
    }
}

/// The text of an object, as it is written.
struct Object<'o> {
    out: &'o mut String,
    /// What stands in front of the next name.
    mark: &'static str,
}

impl<'o> Object<'o> {
    /// Members without the braces.
    fn members(out: &'o mut String) -> Self {
        Self { out, mark: "" }
    }

    fn begin(out: &'o mut String) -> Self {
        Self { out, mark: "{" }
    }

    /// Begins a member; the names are the project's own, which need no escapes.
    fn name(&mut self, name: &str) -> &mut String {
        for part in [std::mem::replace(&mut self.mark, ","), "\"", name, "\":"] {
            self.out.push_str(part);
        }
        self.out
    }

    fn text(&mut self, name: &str, text: &str) {
        Json::write_str(text, self.name(name));
    }

    fn path(&mut self, name: &str, path: &Pointer) {
        self.text(name, &path.to_string());
    }

    fn end(self) {
        self.out.push_str(if self.mark == "{" { "{}" } else { "}" });
    }
}

/// The text of a list.
fn list<T>(out: &mut String, elements: &[T], write: impl Fn(&T, &mut String)) {
    out.push('[');
    for (at, element) in elements.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(element, out);
    }
    out.push(']');
}

fn request(request: &Request, out: &mut String) {
    let mut object = Object::begin(out);
    object.text("method", request.method());
    object.text("url", request.url());
    let headers = request.headers().iter().map(|(n, v)| (n.as_str(), Json::from(v.as_str())));
    Json::object(headers).write(object.name("headers"));
    if let Some(body) = request.body() {
        body.write(object.name("body"));
    }
    object.text("guard", request.guard().as_str());
    object.end();
}

impl Details<'_> {
    fn into_owned(self) -> Details<'static> {
        Details {
            requests: self.requests,
            after: self.after.into_owned(),
            changes: self.changes,
            ignored: self.ignored,
            carried: self.carried,
            losses: self.losses,
            unpredicted: self.unpredicted,
            assumptions: self.assumptions,
            lasting: self.lasting,
            undo: self.undo,
        }
    }

    /// What [`Details::to_json`] has.
    fn write(&self, plan: &mut Object<'_>) {
        let paths = |paths: &[Pointer], out: &mut String| {
            list(out, paths, |path, out| Json::write_str(&path.to_string(), out));
        };
        list(plan.name("requests"), &self.requests, request);
        self.after.write(plan.name("after"));
        list(plan.name("changes"), &self.changes, |effect, out| {
            let mut object = Object::begin(out);
            object.path("path", &effect.path);
            object.text("change", effect.change.as_str());
            object.end();
        });
        paths(&self.ignored, plan.name("ignored"));
        paths(&self.carried, plan.name("carried"));
        list(plan.name("losses"), &self.losses, |loss, out| {
            let mut object = Object::begin(out);
            object.path("path", &loss.path);
            object.text("kind", loss.kind.as_str());
            object.name("requested").push_str(if loss.requested { "true" } else { "false" });
            object.end();
        });
        paths(&self.unpredicted, plan.name("unpredicted"));
        list(plan.name("assumptions"), &self.assumptions, |assumption, out| {
            let mut object = Object::begin(out);
            object.text("rule", &assumption.rule);
            object.text("provenance", assumption.provenance.as_str());
            object.path("path", &assumption.path);
            object.text("text", &assumption.text);
            object.end();
        });
        if let Some(undo) = &self.undo {
            undo.to_json().write(plan.name("undo"));
        }
    }
}

impl Undo {
    fn to_json(&self) -> Json {
        let mut plan = self.plan.to_json();
        let irreversible = self.irreversible.iter().map(|(path, why)| {
            Json::object([
                ("path", Json::from(path.to_string())),
                ("why", Json::from(why.as_str())),
            ])
        });
        if let Some(plan) = plan.as_object_mut() {
            plan.insert("irreversible", Json::array(irreversible));
        }
        plan
    }
}

impl Details<'_> {
    fn to_json(&self, after: Json) -> Vec<(&'static str, Json)> {
        let pointers =
            |list: &[Pointer]| Json::array(list.iter().map(|path| Json::from(path.to_string())));
        let changes = self.changes.iter().map(|effect| {
            Json::object([
                ("path", Json::from(effect.path.to_string())),
                ("change", Json::from(effect.change.as_str())),
            ])
        });
        let losses = self.losses.iter().map(|loss| {
            Json::object([
                ("path", Json::from(loss.path.to_string())),
                ("kind", Json::from(loss.kind.as_str())),
                ("requested", Json::from(loss.requested)),
            ])
        });
        let assumptions = self.assumptions.iter().map(Assumption::to_json);
        let mut members = vec![
            ("requests", Json::array(self.requests.iter().map(Request::to_json))),
            ("after", after),
            ("changes", Json::array(changes)),
            ("ignored", pointers(&self.ignored)),
            ("carried", pointers(&self.carried)),
            ("losses", Json::array(losses)),
            ("unpredicted", pointers(&self.unpredicted)),
            ("assumptions", Json::array(assumptions)),
        ];
        if let Some(undo) = &self.undo {
            members.push(("undo", undo.to_json()));
        }
        members
    }
}
