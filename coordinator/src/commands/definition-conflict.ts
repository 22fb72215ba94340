import { TilewrightError } from "@tilewright/contract/errors";
import type { TaskDefinitionId } from "@tilewright/contract/ids";
import type { Transaction } from "../database/database.ts";
import { canonicalJson } from "../planning/stage-version-rules.ts";

interface VersionRow {
	readonly version: number;
	readonly content: Readonly<Record<string, unknown>>;
	readonly createdAt: Date;
	/** Null when it came by another way than a command of its own, such as a project file. */
	readonly actor: string | null;
	readonly message: string | null;
}

/** Throws VERSION_CONFLICT saying who changed what meanwhile. */
export async function refuseOtherDefinition(
	transaction: Transaction,
	definition: { readonly id: TaskDefinitionId; readonly name: string; readonly version: number },
	expected: number | null | undefined,
): Promise<void> {
	if (expected == null || expected === definition.version) return;
	const versions = await transaction.query<VersionRow>(
		`select v.version, v.content, v.created_at as "createdAt", c.actor, c.message
		from task_definition_version v left join lateral (
			select actor, message from command
			where kind = 'updateTaskDefinition' and created_at <= v.created_at and created_at > v.created_at - interval '15 minutes'
				and result ->> 'taskDefinitionId' = v.definition_id::text and after ->> 'version' = v.version::text
			limit 1
		) c on true
		where v.definition_id = $1 and v.version >= $2 order by v.version`,
		[definition.id, expected],
	);
	const changes = versions.slice(1).map(({ version, content, createdAt, actor, message }, index) => ({
		version,
		actor,
		at: createdAt,
		message,
		changed: changedFields(versions[index]?.content ?? {}, content),
	}));
	const words = changes.map(
		({ version, actor, changed, message }) =>
			`version ${version}${actor === null ? "" : ` by ${actor}`}: ${changed.join(", ") || "the same content"}${message ? ` (“${message}”)` : ""}`,
	);
	throw new TilewrightError({
		code: "VERSION_CONFLICT",
		message: `Task definition "${definition.name}" has version ${definition.version} and was expected to have ${expected}: somebody else changed it${words.length === 0 ? "" : ` (${words.join("; ")})`}. Look at it again and repeat the change.`,
		fields: { expected, actual: definition.version, changes },
	});
}

function changedFields(before: VersionRow["content"], after: VersionRow["content"]): string[] {
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	return names
		.filter((name) => canonicalJson(before[name] ?? null) !== canonicalJson(after[name] ?? null))
		.map((name) => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}
