//! The values of one program as a tree: the `let`s and fields of an event, the fields of a catalog.
//!
//! A node is checked when it is first asked for, and computed once: what is asked for first is computed
//! first. A field that repeats has a block of its own, computed for each of its elements.

use crate::formula::ast::{Expr, Name};
use crate::formula::typed::{Slot, Typed};
use crate::scenario::{Member, Repeat, Written};
use crate::source::Span;
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeId(pub usize);

/// The list of assignments that a node's value belongs to: 0 is the program's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockId(pub usize);

#[derive(Debug)]
pub struct Node {
    pub name: String,
    pub span: Span,
    /// `payload.items.sku`: the place of its draws and the name in reports.
    pub path: String,
    pub parent: Option<NodeId>,
    pub block: BlockId,
    pub content: Content,
    pub state: State,
}

#[derive(Debug, Clone)]
pub enum Content {
    Value(Written),
    Mapping(Vec<NodeId>),
    List(Vec<NodeId>),
    /// A list computed element by element.
    Repeat {
        over: Over,
        element: NodeId,
    },
    /// Whether a change of the stream lasts and is meant for this event.
    Lasts {
        change: u32,
        filter: Option<NodeId>,
    },
    /// A field that a change alters; `before` is none where the field is new.
    Changed {
        condition: NodeId,
        before: Option<NodeId>,
        after: NodeId,
    },
}

#[derive(Debug, Clone)]
pub enum Over {
    Count(Expr),
    Each { variable: Name, list: Expr },
}

#[derive(Debug, Clone)]
pub enum State {
    Waiting,
    Started,
    /// A slot or a constant.
    Done(Typed),
    /// Has errors, already reported.
    Failed,
}

/// A block's assignments so far, and the variable that holds its element.
#[derive(Debug, Default)]
pub struct Block {
    pub parent: Option<BlockId>,
    /// `line` of `lines[line in cart]`, once its type is known.
    pub variable: Option<(String, Typed)>,
    pub assignments: Vec<(Slot, Typed, NodeId)>,
}

/// One name of a path: `.price`, `['unit.price']`. No two paths are written alike.
pub fn step(name: &str) -> String {
    let name = name.replace('~', "~0").replace('/', "~1");
    if name.contains(['.', '[', '\'']) {
        format!("['{}']", name.replace('\'', "''"))
    } else {
        format!(".{name}")
    }
}

#[derive(Debug)]
pub struct Tree {
    pub nodes: Vec<Node>,
    pub blocks: Vec<Block>,
    /// What `before` stands for inside the new value of a changed field.
    pub before: HashMap<NodeId, Option<NodeId>>,
    /// The conditions of changes: they see the event as it was.
    pub filters: Vec<NodeId>,
}

impl Default for Tree {
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            blocks: vec![Block::default()],
            before: HashMap::new(),
            filters: Vec::new(),
        }
    }
}

impl Tree {
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }

    /// Adds a written value with everything in it.
    pub fn add(&mut self, name: &Name, path: &str, parent: Option<NodeId>, written: &Written) -> NodeId {
        let block = parent.map_or(BlockId(0), |parent| self.node(parent).block);
        self.add_in(name, path, parent, block, written)
    }

    fn add_in(
        &mut self,
        name: &Name,
        path: &str,
        parent: Option<NodeId>,
        block: BlockId,
        written: &Written,
    ) -> NodeId {
        let id = self.push(name, path, parent, block, Content::List(Vec::new()));
        self.nodes[id.0].content = match written {
            Written::Mapping(members, _) => Content::Mapping(self.add_members(members, path, id)),
            Written::List(items, _) => {
                let add = |(position, item): (usize, &Written)| {
                    let name = Name { text: position.to_string(), span: item.span() };
                    self.add_in(&name, &format!("{path}.{position}"), Some(id), block, item)
                };
                Content::List(items.iter().enumerate().map(add).collect())
            }
            other => Content::Value(other.clone()),
        };
        id
    }

    /// Adds the members of a mapping below a node.
    pub fn add_members(&mut self, members: &[Member], path: &str, parent: NodeId) -> Vec<NodeId> {
        members.iter().map(|member| self.add_member(member, path, parent)).collect()
    }

    fn add_member(&mut self, member: &Member, path: &str, parent: NodeId) -> NodeId {
        let path = format!("{path}{}", step(&member.name.text));
        let Some(repeat) = &member.repeat else {
            return self.add(&member.name, &path, Some(parent), &member.value);
        };
        let outer = self.node(parent).block;
        self.blocks.push(Block { parent: Some(outer), ..Block::default() });
        let inner = BlockId(self.blocks.len() - 1);
        let id = self.push(&member.name, &path, Some(parent), outer, Content::List(Vec::new()));
        let element = self.add_in(&member.name, &path, Some(id), inner, &member.value);
        let over = match repeat {
            Repeat::Count(count) => Over::Count(count.clone()),
            Repeat::Each { element, list } => Over::Each { variable: element.clone(), list: list.clone() },
        };
        self.nodes[id.0].content = Content::Repeat { over, element };
        id
    }

    pub fn push(
        &mut self,
        name: &Name,
        path: &str,
        parent: Option<NodeId>,
        block: BlockId,
        content: Content,
    ) -> NodeId {
        self.nodes.push(Node {
            name: name.text.clone(),
            span: name.span,
            path: path.to_owned(),
            parent,
            block,
            content,
            state: State::Waiting,
        });
        NodeId(self.nodes.len() - 1)
    }

    /// Gives what a node holds to a new one, which is returned; the node itself is to get something else.
    pub fn move_aside(&mut self, id: NodeId) -> NodeId {
        let node = self.node(id);
        let (name, path) = (Name { text: node.name.clone(), span: node.span }, node.path.clone());
        let (parent, block, content) = (node.parent, node.block, node.content.clone());
        let aside = self.push(&name, &path, parent, block, content);
        for node in self.nodes.iter_mut().filter(|node| node.parent == Some(id)) {
            node.parent = Some(aside);
        }
        aside
    }

    /// Adds an empty member behind the others of a mapping.
    pub fn append(&mut self, name: &Name, mapping: NodeId) -> NodeId {
        let path = format!("{}{}", self.node(mapping).path, step(&name.text));
        let id = self.push(name, &path, Some(mapping), self.node(mapping).block, Content::List(Vec::new()));
        if let Content::Mapping(children) = &mut self.nodes[mapping.0].content {
            children.push(id);
        }
        id
    }

    /// A field as it was before any change; `None` where a change brought it.
    pub fn original(&self, id: NodeId) -> Option<NodeId> {
        match &self.node(id).content {
            Content::Changed { before, .. } => self.original((*before)?),
            _ => Some(id),
        }
    }

    /// The child of a mapping.
    pub fn child(&self, parent: NodeId, name: &str) -> Option<NodeId> {
        let Content::Mapping(children) = &self.node(parent).content else { return None };
        children.iter().copied().find(|child| self.node(*child).name == name)
    }

    /// The node that a path leads to from a mapping, and how many names it took: it stops where a value
    /// stands.
    pub fn descend(&self, from: NodeId, names: &[Name]) -> (NodeId, usize) {
        let mut at = from;
        for (taken, name) in names.iter().enumerate() {
            match self.child(at, &name.text) {
                Some(child) => at = child,
                None => return (at, taken),
            }
        }
        (at, names.len())
    }

    pub fn is_mapping(&self, id: NodeId) -> bool {
        matches!(self.node(id).content, Content::Mapping(_))
    }
}
