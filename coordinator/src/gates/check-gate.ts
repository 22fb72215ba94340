import { TilewrightError } from "@tilewright/contract/errors";
import type { FeedbackAddress, Gate } from "@tilewright/contract/gate";
import type { Operations } from "@tilewright/contract/recipe";
import { compileExpression, ExpressionProblem } from "./gate-expression.ts";

const howToWrite =
	'Write for instance focus < 0.4 && cells >= 3, or metrics["a.b"] > 1 for a metric whose name is no plain word.';

/** Throws ARGUMENT_INVALID with the expression or address, the place, and what to write instead. */
export function checkGate(gate: Gate | null): void {
	if (gate === null) return;
	for (const [index, rule] of gate.rules.entries()) {
		checkExpression(rule.when, index);
		if (rule.feedback && !gate.feedback?.webhook && !gate.feedback?.subject) {
			throw invalid(
				`Gate rule ${index + 1} sends the feedback "${rule.feedback}", but the gate does not say where to: set "feedback" to {"webhook": "https://…"} or {"subject": "…"}.`,
				{ rule: index },
			);
		}
		if (rule.then === "pass" && !rule.feedback) {
			throw invalid(
				`Gate rule ${index + 1} (“${rule.when}”) does nothing: "then" is "pass" and it sends no feedback. Use "reject", "hold" or "flag", or give it a "feedback".`,
				{ rule: index },
			);
		}
	}
	if (gate.feedback) checkFeedbackAddress(gate.feedback);
}

function checkExpression(when: string, index: number): void {
	try {
		compileExpression(when);
	} catch (error) {
		if (!(error instanceof ExpressionProblem)) throw error;
		const place = error.column === null ? "" : `, at character ${error.column}`;
		throw invalid(`Gate rule ${index + 1} cannot be used: “${when}”${place}: ${error.message}. ${howToWrite}`, {
			rule: index,
			expression: when,
			column: error.column,
		});
	}
}

/** Throws ARGUMENT_INVALID for an address that nothing could be sent to, or that is one of our own subjects. */
export function checkFeedbackAddress({ webhook, subject }: FeedbackAddress): void {
	if (!webhook && !subject) {
		throw invalid('Feedback has no address: give a "webhook" (an http or https address), a "subject", or both.', {});
	}
	if (webhook) checkWebhook(webhook);
	if (subject) checkSubject(subject);
}

function checkWebhook(webhook: string): void {
	const url = URL.canParse(webhook) ? new URL(webhook) : null;
	if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
		throw invalid(`"${webhook}" is not a webhook: expected an address such as https://scope.example/feedback.`, {
			webhook,
		});
	}
	if (url.username !== "" || url.password !== "") {
		throw invalid(`The webhook at ${url.host} has a user name in its address: put a token into its path or query.`, {
			host: url.host,
		});
	}
}

/** Our own subjects, and those with which a message server and its clients talk to themselves. */
const reservedSubjects = /^(tilewright(\.|$)|\$|_INBOX(\.|$)|_R_(\.|$)|_NATS_(\.|$))/i;

function checkSubject(subject: string): void {
	if (!/^[^\s.*>]+(\.[^\s.*>]+)*$/.test(subject)) {
		throw invalid(
			`"${subject}" is not a subject: expected words with dots between them, such as scope.feedback, without spaces and wildcards.`,
			{ subject },
		);
	}
	if (reservedSubjects.test(subject)) {
		throw invalid(
			`The subject "${subject}" belongs to Tilewright or to the message server itself: choose another one, such as scope.feedback.`,
			{ subject },
		);
	}
}

function invalid(message: string, fields: Readonly<Record<string, unknown>>): TilewrightError {
	return new TilewrightError({ code: "ARGUMENT_INVALID", message, fields });
}

/** For whoever changes operations. Throws ARGUMENT_INVALID. */
export function checkOperations({ gate }: Pick<Operations, "gate">): void {
	checkGate(gate);
}
