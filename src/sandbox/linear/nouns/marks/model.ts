import type { Entity } from '../../model.js';
import { createTable, type Table } from '../../store/table.js';

export interface ReactionRecord extends Entity {
  readonly userId: string;
  readonly emoji: string;
  readonly issueId: string | null;
  readonly commentId: string | null;
}

export interface FavoriteRecord extends Entity {
  readonly ownerId: string;
  readonly issueId: string;
  readonly folderName: string | null;
  readonly sortOrder: number;
}

export interface ReminderRecord extends Entity {
  readonly userId: string;
  readonly issueId: string;
  readonly reminderAt: string;
}

export interface MarkTables {
  readonly reactions: Table<ReactionRecord, 'issue' | 'comment'>;
  readonly favorites: Table<FavoriteRecord, 'issue'>;
  readonly reminders: Table<ReminderRecord, 'issue'>;
}

export function createMarkTables(): MarkTables {
  return {
    reactions: createTable({ issue: (one) => one.issueId, comment: (one) => one.commentId }),
    favorites: createTable({ issue: (one) => one.issueId }),
    reminders: createTable({ issue: (one) => one.issueId }),
  };
}
