import type { Api } from "../../../api/api.ts";
import { ApproveTasksDocument, HoldTasksDocument, RejectTasksDocument } from "../../../api/generated/documents.ts";
import type { Judgement } from "./decision-model.ts";

/** Says something of results; the number of those that it changed. */
export async function judgeResults(api: Api, { word, reason, ids }: Judgement): Promise<number> {
	const variables = { input: { ids, reason } };
	switch (word) {
		case "approved":
			return (await api.mutate(ApproveTasksDocument, variables)).approveTasks.changedCount;
		case "rejected":
			return (await api.mutate(RejectTasksDocument, variables)).rejectTasks.changedCount;
		case "held":
			return (await api.mutate(HoldTasksDocument, variables)).holdTasks.changedCount;
	}
}
