import { useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import {
	ArchiveTaskDefinitionDocument,
	CreateTaskDefinitionDocument,
	DuplicateTaskDefinitionDocument,
	type ReadDefinitionResult,
	UpdateTaskDefinitionDocument,
} from "../../api/generated/documents.ts";
import { useLive } from "../../live/live-context.tsx";
import { ConfirmButton } from "../../shell/confirm-button.tsx";
import { AreaField, SelectField, TextField } from "../../shell/fields.tsx";
import { Problem } from "../../shell/problem.tsx";
import { JsonField } from "../graph-editor/parameter-form.tsx";
import { CommandRendering } from "./command-rendering.tsx";
import { ContentForm } from "./content-form.tsx";
import { contentFrom, type DefinitionContent, newContent, type Repository } from "./definition-model.ts";
import { problemsOfDefinition } from "./definition-problems-model.ts";
import styles from "./definitions.module.css";
import { useShownProblems } from "./use-shown-problems.ts";

export type Definition = NonNullable<ReadDefinitionResult["taskDefinition"]>;

/** A definition that was made here just now, and how. */
export interface MadeDefinition {
	readonly id: string;
	/** `“Line fix” is created.` */
	readonly words: string;
}

export interface FormProps {
	readonly repositories: readonly Repository[];
	readonly onSaved: (id: string) => void;
	readonly onMade: (made: MadeDefinition) => void;
	readonly onGone: () => void;
}

/** `definition` null for a new one. */
export function DefinitionForm({
	definition: newest,
	knownVersion,
	repositories,
	onBegin,
	onReread,
	onSaved,
	onMade,
	onGone,
}: FormProps & {
	readonly definition: Definition | null;
	/** The newest version that whoever saves here knows of. */
	readonly knownVersion: number;
	/** Something is being changed here. */
	readonly onBegin: () => void;
	/** It was saved, as this version. */
	readonly onReread: (version: number) => void;
}) {
	const { api } = useLive();
	/** As it was when the form was begun, or saved last: only what was changed here since is sent. */
	const [definition, setDefinition] = useState(newest);
	const [name, setName] = useState(definition?.name ?? "");
	const [description, setDescription] = useState(definition?.description ?? "");
	const [repositoryId, setRepositoryId] = useState(definition?.repository?.id ?? "");
	const [content, setContent] = useState(() => (definition === null ? newContent : contentFrom(definition.content)));
	const [operations, setOperations] = useState<unknown>(definition?.defaultOperations ?? {});
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const [done, setDone] = useState<string | null>(null);
	const repository = repositoryId === "" ? null : repositoryId;
	const problems = problemsOfDefinition({ name, repositoryId: repository, content, defaultOperations: operations });
	const shown = useShownProblems(problems);
	const save = async () => {
		setProblem(null);
		setDone(null);
		if (!shown.check()) return;
		const input = { name, description, content, defaultOperations: operations, repositoryId: repository };
		try {
			if (definition === null) {
				const { createTaskDefinition } = await api.mutate(CreateTaskDefinitionDocument, { input });
				onMade({ id: createTaskDefinition.taskDefinition.id, words: `“${name.trim()}” is created.` });
				return;
			}
			const { updateTaskDefinition } = await api.mutate(UpdateTaskDefinitionDocument, {
				input: { ...changedOf(input, definition), id: definition.id, expectedVersion: knownVersion },
			});
			const { version } = updateTaskDefinition.taskDefinition;
			setDefinition({
				...definition,
				...input,
				version,
				repository: repositories.find(({ id }) => id === repository) ?? null,
			});
			setDone(version === definition.version ? "Saved." : `Saved as version ${version}.`);
			onReread(version);
			onSaved(definition.id);
		} catch (error) {
			setProblem(asApiProblem(error));
		}
	};
	const copy = async (original: Definition) => {
		setProblem(null);
		try {
			const answer = await api.mutate(DuplicateTaskDefinitionDocument, { input: { id: original.id } });
			onMade({
				id: answer.duplicateTaskDefinition.taskDefinition.id,
				words: `This is a copy of “${original.name}”, with a name of its own.`,
			});
		} catch (error) {
			setProblem(asApiProblem(error));
		}
	};
	return (
		<form
			ref={shown.form}
			className={styles.form}
			aria-label={definition === null ? "New definition" : `Definition ${definition.name}`}
			noValidate
			onChange={onBegin}
			onSubmit={(event) => {
				event.preventDefault();
				void save();
			}}
		>
			{definition === null ? (
				<header>
					<h2 className={styles.formTitle}>New definition</h2>
					<p className={styles.hint}>
						A name and a program are enough. Everything else can stay as it is, and be changed later.
					</p>
				</header>
			) : null}
			<div className={styles.fields}>
				<TextField
					label="Name"
					value={name}
					problem={shown.of("name")}
					onLeave={() => shown.leave("name")}
					onChange={setName}
				/>
				<SelectField
					label="Repository"
					value={repositoryId}
					choices={[
						{ value: "", words: "none: an absolute path, or built in" },
						...repositories.map(({ id, name: words }) => ({ value: id, words })),
					]}
					onChange={setRepositoryId}
				/>
			</div>
			<AreaField label="Description" rows={2} value={description} onChange={setDescription} />
			<ContentForm content={content} shown={shown} onChange={setContent} />
			<CommandRendering
				content={content}
				isWritten={problems.program === undefined}
				repositoryId={repository}
				definitionId={definition?.id ?? null}
			/>
			<details>
				<summary>What a new stage starts from</summary>
				<JsonField
					label="Operations (JSON)"
					value={operations}
					problem={shown.of("defaultOperations")}
					onLeave={() => shown.leave("defaultOperations")}
					onChange={setOperations}
				/>
			</details>
			<Problem problem={problem} isBoxed />
			<span className={styles.buttons}>
				<button type="submit" className={styles.primary}>
					{definition === null ? "Create it" : "Save"}
				</button>
				{definition === null ? null : (
					<>
						<button type="button" className={styles.button} onClick={() => copy(definition)}>
							Copy it
						</button>
						<ConfirmButton
							label="Archive"
							title={`Archive "${definition.name}"?`}
							confirmLabel="Archive"
							onConfirm={async () => {
								await api.mutate(ArchiveTaskDefinitionDocument, { input: { id: definition.id } });
								onGone();
							}}
						>
							No new stage can use it. Stages that do go on.
						</ConfirmButton>
					</>
				)}
				<span aria-live="polite" className="tone-good">
					{done}
				</span>
			</span>
			{definition === null ? null : (
				<p className={styles.hint}>
					Another content is a new version. Stages keep the one they were made with until they are upgraded, below.
				</p>
			)}
		</form>
	);
}

interface DefinitionInput {
	readonly name: string;
	readonly description: string;
	readonly content: DefinitionContent;
	readonly defaultOperations: unknown;
	readonly repositoryId: string | null;
}

/** Somebody else may have changed the rest: it is not written back as it was. */
function changedOf(input: DefinitionInput, before: Definition): Partial<DefinitionInput> {
	const known: DefinitionInput = {
		name: before.name,
		description: before.description,
		content: contentFrom(before.content),
		defaultOperations: before.defaultOperations,
		repositoryId: before.repository?.id ?? null,
	};
	const names = (Object.keys(input) as (keyof DefinitionInput)[]).filter(
		(name) => JSON.stringify(input[name]) !== JSON.stringify(known[name]),
	);
	return Object.fromEntries(names.map((name) => [name, input[name]]));
}
