import type { ProjectId, SourceId } from "@tilewright/contract/ids";
import type { InputState } from "@tilewright/contract/states";
import { DataTypes, type Model, type ModelStatic, type Sequelize } from "sequelize";
import { tableOptions } from "./model-options.ts";

export interface SourceRow {
	readonly id: SourceId;
	readonly projectId: ProjectId;
	readonly name: string;
	readonly kind: "list" | "directory" | "announced";
	readonly rootPath: string;
	readonly settings: unknown;
	readonly inputState: InputState;
	readonly problemCode: string | null;
	readonly problem: string | null;
	readonly lastCheckedAt: Date | null;
	readonly lastSeenAt: Date | null;
	readonly lastChangedAt: Date | null;
	readonly pendingFiles: readonly { readonly path: string; readonly verdict: string }[];
	readonly expectedTiles: number | null;
	readonly finishedAt: Date | null;
	readonly createdAt: Date;
	readonly archivedAt: Date | null;
}

export function defineSource(sequelize: Sequelize): ModelStatic<Model<SourceRow>> {
	return sequelize.define<Model<SourceRow>>(
		"Source",
		{
			id: { type: DataTypes.INTEGER, primaryKey: true },
			projectId: DataTypes.INTEGER,
			name: DataTypes.TEXT,
			kind: DataTypes.TEXT,
			rootPath: DataTypes.TEXT,
			settings: DataTypes.JSONB,
			inputState: DataTypes.TEXT,
			problemCode: DataTypes.TEXT,
			problem: DataTypes.TEXT,
			lastCheckedAt: DataTypes.DATE,
			lastSeenAt: DataTypes.DATE,
			lastChangedAt: DataTypes.DATE,
			pendingFiles: DataTypes.JSONB,
			expectedTiles: DataTypes.INTEGER,
			finishedAt: DataTypes.DATE,
			createdAt: DataTypes.DATE,
			archivedAt: DataTypes.DATE,
		},
		tableOptions("source"),
	);
}
