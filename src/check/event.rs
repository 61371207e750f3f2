//! An event in the stream that emits it, checked and compiled.

use super::disorder::{self, Condition};
use super::fields::Fields;
use super::payload::{self, Body};
use super::scope::{ProgramScope, Subject};
use super::session::SessionNames;
use super::shared::Shared;
use super::tree::{NodeId, step};
use super::{changes, fusion};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use crate::formula::check::Drawing;
use crate::formula::compile::compile;
use crate::formula::program::{Formula, Program};
use crate::formula::typed::{Node, Slot, Typed};
use crate::scenario::{Change, Event, Payload, Stream, Written};
use crate::source::Span;
use crate::value::{Owned, Type, write_text};
use bumpalo::Bump;

/// A built-in value that the caller puts into a slot before a program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    Now,
    Sent,
    Start,
    Elapsed,
    PhaseName,
    PhaseElapsed,
    PhaseProgress,
    EventIndex,
    EventId,
    Row,
    /// Whether the stream's change of that number lasts.
    Change(u32),
    /// The session's value of that number, as it was before the step.
    Kept(usize),
    SessionId,
    SessionIndex,
    SessionStarted,
    SessionStep,
    SessionElapsed,
}

/// An event of a stream, ready to be composed.
#[derive(Debug)]
pub struct EventProgram {
    pub name: String,
    pub program: Program,
    pub inputs: Vec<(Input, Slot)>,
    pub body: Body,
    pub topic: Topic,
    pub key: Option<Part>,
    pub headers: Vec<(String, Part)>,
    pub partition: Option<Slot>,
    pub timestamp: Option<Slot>,
    /// What its payload may hold.
    pub fields: Fields,
    /// What of it is recalled: the number of the field, and where its value is.
    pub recorded: Vec<(usize, Slot)>,
    /// Its place within the stream: its name, behind those of the journey and the step that send it.
    pub place: String,
    /// Whether each line of the stream's `disorder` concerns it.
    pub disorder: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Topic {
    Fixed(String),
    Computed(Slot),
}

/// A key or a header's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Constant(Option<Box<[u8]>>),
    Computed(Slot),
}

/// What an event stands in.
#[derive(Clone, Copy)]
pub struct Setting<'s> {
    /// The stream that emits it, if one does.
    pub stream: Option<&'s Stream>,
    pub changes: &'s [Change],
    /// The step that does, if it is one.
    pub session: Option<&'s SessionNames>,
}

/// Checks an event as a stream emits it, or by itself where no stream does. Tells which of the session's values it
/// uses, and where.
pub fn check(
    shared: &mut Shared,
    event: &Event,
    setting: Setting,
) -> (Option<EventProgram>, Vec<(usize, Span)>) {
    let mut used = Vec::new();
    (checked(shared, event, setting, &mut used), used)
}

fn checked(
    shared: &mut Shared,
    event: &Event,
    setting: Setting,
    used: &mut Vec<(usize, Span)>,
) -> Option<EventProgram> {
    let Setting { stream, changes, session } = setting;
    if event.is_orphan {
        return None;
    }
    let subject = Subject::Event {
        stream: stream.map(|stream| stream.name.text.clone()).unwrap_or_default(),
        event: event.name.text.clone(),
    };
    let mut scope = ProgramScope::new(shared, subject, Drawing::Allowed, 0);
    scope.session = session.cloned();
    let root = plant(&mut scope, event);
    changes::plant(&mut scope, changes, root);
    let lets = scope.lets.clone();
    let lets: Vec<Option<Typed>> = lets.into_iter().map(|id| scope.value(id)).collect();
    let body = payload::body(&mut scope, &event.payload, root);
    let fields = body.is_some().then(|| Fields::of(&mut scope, &event.payload, root));
    let around = Around::check(&mut scope, event, stream);
    let recorded = scope.recorded(&event.name.text);
    let lines = stream.and_then(|stream| stream.disorder.as_ref()).map(|disorder| disorder.lines.as_slice());
    let disorder = disorder::conditions(&mut scope, lines.unwrap_or_default());
    let mut assignments = scope.assignments();
    let ProgramScope { shared, world, inputs, session, .. } = scope;
    shared.diagnostics.append(world.diagnostics);
    let place = session.map(|session| {
        used.extend(session.used);
        format!("{}/", session.place)
    });
    let place = format!("{}{}", place.unwrap_or_default(), event.name.text);
    let (mut body, fields, around, disorder) = (body?, fields?, around?, disorder?);
    if lets.iter().any(Option::is_none) {
        return None;
    }
    if let Body::Object(pieces, _) = &mut body {
        let kept = recorded.iter().map(|(_, slot)| *slot);
        let conditions = disorder.iter().filter_map(|condition| condition.slot());
        let others: Vec<Slot> = around.slots().chain(kept).chain(conditions).collect();
        fusion::fuse(shared, pieces, &mut assignments, &others);
    }
    let sites = world.sites.iter().map(|site| format!("{place}/{site}")).collect();
    let mut program = compile(&assignments, world.slots, sites, &mut shared.lookups);
    let name = event.name.text.clone();
    // what is but the name of a value has no formula of its own, and its faults are counted all the same
    for path in around.judged() {
        if program.formulas.iter().all(|known| known.path != path) {
            program.formulas.push(Formula { path: path.to_owned(), span: event.name.span });
        }
    }
    let Around { topic, key, headers, partition, timestamp } = around;
    Some(EventProgram {
        name,
        program,
        inputs,
        body,
        topic,
        key,
        headers,
        partition,
        timestamp,
        fields,
        recorded,
        place,
        disorder,
    })
}

/// Checks the events that no stream emits, so that their errors show too.
pub fn check_unused(shared: &mut Shared) {
    let scenario = shared.scenario;
    for (position, event) in scenario.events.iter().enumerate() {
        if !shared.used_events[position] && !event.is_abstract {
            check(shared, event, Setting { stream: None, changes: &[], session: None });
        }
    }
}

/// Puts the event's values into the tree.
fn plant(scope: &mut ProgramScope, event: &Event) -> NodeId {
    for (name, written) in &event.lets {
        let id = scope.tree.add(name, &format!("let.{}", name.text), None, written);
        scope.lets.push(id);
    }
    let span = event.name.span;
    let name = Name { text: "payload".into(), span };
    match &event.payload {
        Payload::Fields(members, _) => {
            let root = scope.tree.add(&name, "payload", None, &Written::Mapping(Vec::new(), span));
            let children = scope.tree.add_members(members, "payload", root);
            scope.tree.nodes[root.0].content = super::tree::Content::Mapping(children);
            scope.root = Some(root);
            root
        }
        Payload::Whole(written) => {
            let name = Name { span: written.span(), ..name };
            scope.tree.add(&name, "payload", None, written)
        }
        Payload::Broken => scope.tree.add(&name, "payload", None, &Written::Broken(span)),
    }
}

/// What surrounds the payload.
struct Around {
    topic: Topic,
    key: Option<Part>,
    headers: Vec<(String, Part)>,
    partition: Option<Slot>,
    timestamp: Option<Slot>,
}

impl Around {
    /// Everything that it reads.
    fn slots(&self) -> impl Iterator<Item = Slot> {
        let topic = match self.topic {
            Topic::Computed(slot) => Some(slot),
            Topic::Fixed(_) => None,
        };
        let parts = self.key.iter().chain(self.headers.iter().map(|(_, part)| part));
        let parts = parts.filter_map(|part| if let Part::Computed(slot) = part { Some(*slot) } else { None });
        parts.chain(topic).chain(self.partition).chain(self.timestamp)
    }

    /// The paths of what is computed and may be nothing that Kafka takes.
    fn judged(&self) -> impl Iterator<Item = &'static str> {
        let topic = matches!(self.topic, Topic::Computed(_)).then_some(TOPIC);
        topic.into_iter().chain(self.partition.map(|_| PARTITION))
    }

    fn check(scope: &mut ProgramScope, event: &Event, stream: Option<&Stream>) -> Option<Self> {
        let topic = event.topic.as_ref().or_else(|| stream?.topic.as_ref());
        let topic = match (topic, stream) {
            (Some(written), _) => self::topic(scope, written),
            (None, None) => Some(Topic::Fixed(String::new())),
            (None, Some(stream)) => {
                let message =
                    format!("neither the stream `{}` nor its event names a topic", stream.name.text);
                scope.world.diagnostics.add(
                    Diagnostic::new(Code::MissingKey, stream.name.span, message)
                        .label("has no `topic`")
                        .help("for example `topic: user-events`"),
                );
                None
            }
        };
        let key = event.key.as_ref().or_else(|| stream?.key.as_ref());
        let key = key.map(|written| part(scope, "key", written));
        let inherited = stream.map(|stream| stream.headers.as_slice()).unwrap_or_default();
        let own = |name: &Name| event.headers.iter().any(|(own, _)| own.text == name.text);
        let headers = inherited.iter().filter(|(name, _)| !own(name)).chain(&event.headers);
        let headers: Vec<Option<(String, Part)>> = headers
            .map(|(name, written)| {
                Some((name.text.clone(), part(scope, &format!("headers{}", step(&name.text)), written)?))
            })
            .collect();
        let partition = event.partition.as_ref().map(|written| partition(scope, written));
        let timestamp =
            event.timestamp.as_ref().map(|written| slot(scope, "timestamp", written, &Type::Time));
        Some(Self {
            topic: topic?,
            key: key.map_or(Some(None), |key| key.map(Some))?,
            headers: headers.into_iter().collect::<Option<_>>()?,
            partition: partition.map_or(Some(None), |slot| slot.map(Some))?,
            timestamp: timestamp.map_or(Some(None), |slot| slot.map(Some))?,
        })
    }
}

fn add(scope: &mut ProgramScope, path: &str, written: &Written) -> NodeId {
    let name = Name { text: path.to_owned(), span: written.span() };
    scope.tree.add(&name, path, None, written)
}

/// The path of a topic's formula.
pub const TOPIC: &str = "topic";
/// The path of a partition's formula.
pub const PARTITION: &str = "partition";
/// The highest number of a partition.
const LAST_PARTITION: i128 = i32::MAX as i128;

fn topic(scope: &mut ProgramScope, written: &Written) -> Option<Topic> {
    let id = add(scope, TOPIC, written);
    let typed = scope.value(id)?;
    match (&typed.node, typed.as_constant()) {
        (_, Some(Owned::Text(text))) => {
            let name = Name { text: text.to_string(), span: typed.span };
            let fits = crate::scenario::topic_name(&name);
            match fits {
                Ok(()) => Some(Topic::Fixed(name.text)),
                Err(diagnostic) => {
                    scope.world.diagnostics.add(diagnostic);
                    None
                }
            }
        }
        (Node::Slot(slot), _) if matches!(typed.ty, Type::Text | Type::Any) => Some(Topic::Computed(*slot)),
        _ => {
            let message = format!("a topic is text, and this is {}", typed.ty);
            scope
                .world
                .diagnostics
                .add(Diagnostic::new(Code::WrongType, typed.span, message).label(typed.ty.to_string()));
            None
        }
    }
}

fn part(scope: &mut ProgramScope, path: &str, written: &Written) -> Option<Part> {
    let id = add(scope, path, written);
    let typed = scope.value(id)?;
    Some(match (&typed.node, typed.as_constant()) {
        (Node::Slot(slot), _) => Part::Computed(*slot),
        (_, Some(Owned::Null | Owned::Omit) | None) => Part::Constant(None),
        (_, Some(constant)) => {
            let mut out = Vec::new();
            write_text(&constant.view(&Bump::new()), &mut out);
            Part::Constant(Some(out.into()))
        }
    })
}

/// A value that is computed anew for each event, of that type.
fn slot(scope: &mut ProgramScope, path: &str, written: &Written, ty: &Type) -> Option<Slot> {
    let (typed, id) = typed(scope, path, written, ty)?;
    Some(scope.slot_of(&typed, id))
}

fn partition(scope: &mut ProgramScope, written: &Written) -> Option<Slot> {
    let (typed, id) = typed(scope, PARTITION, written, &Type::Int)?;
    if let Some(Owned::Int(number)) = typed.as_constant()
        && !(0..=LAST_PARTITION).contains(number)
    {
        let message = format!("a partition is a number from 0 to {LAST_PARTITION}, and this is {number}");
        scope.world.diagnostics.add(
            Diagnostic::new(Code::OutOfBounds, typed.span, message)
                .label("no partition")
                .help("left out, the key decides, or the partitions take turns"),
        );
        return None;
    }
    Some(scope.slot_of(&typed, id))
}

fn typed(scope: &mut ProgramScope, path: &str, written: &Written, ty: &Type) -> Option<(Typed, NodeId)> {
    let id = add(scope, path, written);
    let typed = scope.value(id)?;
    if typed.ty != *ty && !matches!(typed.ty, Type::Any | Type::Null) {
        let message = format!("`{path}` is {ty}, and this is {}", typed.ty);
        scope
            .world
            .diagnostics
            .add(Diagnostic::new(Code::WrongType, typed.span, message).label(typed.ty.to_string()));
        return None;
    }
    Some((typed, id))
}
