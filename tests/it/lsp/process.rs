//! The program over pipes: nothing but the protocol on its output, and always an end.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::client::Firm;

const WAIT: Duration = Duration::from_secs(120);

struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
}

impl Process {
    fn new() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soplint"));
        let mut child = command
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut header = String::new();
            while out.read_line(&mut header).unwrap() > 0 {
                let length =
                    header.strip_prefix("Content-Length: ").expect("only headers stand between messages");
                let mut body = vec![0; length.trim().parse::<usize>().unwrap() + 2];
                out.read_exact(&mut body).unwrap();
                sender.send(serde_json::from_slice(&body[2..]).unwrap()).unwrap();
                header.clear();
            }
        });
        Self { input: child.stdin.take(), child, output }
    }

    fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).and_then(|()| input.flush()).unwrap();
        self
    }

    fn send(&mut self, message: &Value) -> &mut Self {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
    }

    fn hello(&mut self) -> &mut Self {
        self.send(
            &json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": { "capabilities": {} } }),
        );
        self.wait(|message| message["id"] == 0);
        self.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }))
    }

    fn wait(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.output.recv_timeout(WAIT).expect("the server answers");
            assert_eq!(message["jsonrpc"], "2.0");
            if wanted(&message) {
                return message;
            }
        }
    }

    /// The exit code, once the input has ended.
    fn end(mut self) -> Option<i32> {
        self.input = None;
        self.child.wait().unwrap().code()
    }
}

#[test]
fn shutdown_takes_whatever_clients_send_with_it() {
    for params in [None, Some(Value::Null), Some(json!({})), Some(json!([]))] {
        let mut process = Process::new();
        process.hello();
        let mut shutdown = json!({ "jsonrpc": "2.0", "id": "last", "method": "shutdown" });
        if let Some(params) = &params {
            shutdown["params"] = params.clone();
        }
        process.send(&shutdown);
        assert_eq!(process.wait(|message| message["id"] == "last")["result"], Value::Null, "{params:?}");
        process.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        // It ends although its input stays open.
        assert_eq!(process.child.wait().unwrap().code(), Some(0), "{params:?}");
    }
}

#[test]
fn the_end_of_the_input_is_the_end() {
    assert_eq!(Process::new().end(), Some(1));
    let mut process = Process::new();
    process.hello();
    assert_eq!(process.end(), Some(1));
    let mut process = Process::new();
    process.hello().raw(b"Content-Length: 1000\r\n\r\n{");
    assert_eq!(process.end(), Some(1));
    let mut process = Process::new();
    process.hello().send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(process.child.wait().unwrap().code(), Some(1), "nobody asked to shut down");
}

#[test]
fn bad_messages_are_refused_and_the_next_is_answered() {
    let mut process = Process::new();
    process.hello();
    process.raw(b"Content-Length: 5\r\n\r\n{bad}");
    assert_eq!(
        process.wait(|message| message["id"].is_null() && message.get("method").is_none())["error"]["code"],
        -32700
    );
    process.send(&json!([{ "jsonrpc": "2.0", "id": 1, "method": "x" }]));
    assert_eq!(
        process.wait(|message| message["id"].is_null() && message.get("method").is_none())["error"]["code"],
        -32600
    );
    let body = r#"{"jsonrpc":"2.0","id":"a","method":"$/x"}"#;
    process.raw(
        format!(
            "content-length: {}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{body}",
            body.len()
        )
        .as_bytes(),
    );
    assert_eq!(process.wait(|message| message["id"] == "a")["error"]["code"], -32601);
    assert_eq!(process.end(), Some(1));
}

#[test]
fn a_torture_of_edits_leaves_the_session_alive() {
    let firm = Firm::new();
    let uri = firm.uri("sops/phone intake.md");
    let mut process = Process::new();
    process.hello();
    let note = |method: &str, params: Value| json!({ "jsonrpc": "2.0", "method": method, "params": params });
    let item = |text: &str| json!({ "textDocument": { "uri": uri, "languageId": "markdown", "version": 1, "text": text } });
    process.send(&note("textDocument/didOpen", item("\u{1f600}# Calls\r\n\r\nTBD")));
    process.send(&note("textDocument/didOpen", item("\u{1f600}# Calls\r\n\r\nTBD")));
    let far = u32::MAX;
    for (version, [a, b, c, d]) in
        [[0, 2, 0, 0], [far, far, 0, 0], [9, 9, 99, 9], [0, 1, 0, 1], [2, 0, 0, 1]].into_iter().enumerate()
    {
        let range = json!({ "start": { "line": a, "character": b }, "end": { "line": c, "character": d } });
        let document = json!({ "uri": uri, "version": version + 2 });
        process.send(&note(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [{ "range": range, "text": "x" }] }),
        ));
    }
    for params in [
        json!({}),
        json!({ "textDocument": { "uri": uri, "version": 9 }, "contentChanges": [{ "range": { "start": -1 }, "text": "gone" }] }),
    ] {
        process.send(&note("textDocument/didChange", params));
    }
    process.send(&note("textDocument/didClose", json!({ "textDocument": { "uri": "file:///not/open.md" } })));
    process.send(&note("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": "", "type": 77 }] })));
    process.send(&note("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": 10 }, "contentChanges": [{ "text": "> ".repeat(200_000) }] })));
    process.send(&note("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": 11 }, "contentChanges": [{ "text": "---\na: ".to_owned() + &"[".repeat(200_000) }] })));
    process.send(&json!({ "jsonrpc": "2.0", "id": 7, "method": "textDocument/diagnostic", "params": { "textDocument": { "uri": uri } } }));
    assert_eq!(process.wait(|message| message["id"] == 7)["result"]["kind"], "full");
    assert_eq!(process.end(), Some(1));
}
