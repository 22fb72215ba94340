import type { ReadTaskResult } from "../../../api/generated/documents.ts";

/** What the page reads of one task, and of each of its attempts. */
export type TaskFacts = NonNullable<ReadTaskResult["task"]>;
export type Attempt = TaskFacts["attempts"][number];
