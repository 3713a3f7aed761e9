import type { Tool } from '../tool.js';
import {
  createCustomerTool,
  deleteCustomerTool,
  getCustomerTool,
  listCustomersTool,
  updateCustomerTool,
} from './customers.js';
import { createCustomerNeedTool, deleteCustomerNeedTool, updateCustomerNeedTool } from './needs.js';

export const customerTools: readonly Tool[] = [
  listCustomersTool,
  getCustomerTool,
  createCustomerTool,
  updateCustomerTool,
  deleteCustomerTool,
  createCustomerNeedTool,
  updateCustomerNeedTool,
  deleteCustomerNeedTool,
];
