import type { TaskState } from "../../../api/generated/documents.ts";
import type { Word } from "../review/decision-model.ts";

interface JudgedTask {
	readonly state: TaskState;
	readonly decision: { readonly kind: string } | null;
	readonly gate: { readonly action: string } | null;
}

interface Choice {
	readonly word: Word;
	readonly label: string;
}

/** What can be said of a result as it is: of one nobody asked about nothing is offered. */
export function judgementsOf({ state, decision, gate }: JudgedTask): {
	readonly isApproved: boolean;
	readonly choices: readonly Choice[];
} {
	const isApproved = state === "SUCCEEDED" && decision?.kind === "approve";
	const holdAgain: Choice = { word: "held", label: gate?.action === "REJECT" ? "Hold for review" : "Hold again" };
	switch (state) {
		case "REVIEW":
			return {
				isApproved,
				choices: [
					{ word: "approved", label: "Approve" },
					{ word: "rejected", label: "Reject" },
				],
			};
		case "REJECTED":
			return { isApproved, choices: [holdAgain, { word: "approved", label: "Approve after all" }] };
		case "SUCCEEDED":
			return { isApproved, choices: isApproved ? [holdAgain, { word: "rejected", label: "Reject after all" }] : [] };
		default:
			return { isApproved, choices: [] };
	}
}
