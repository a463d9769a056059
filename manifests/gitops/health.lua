-- Health of BootcNodePools, BootcRollouts and BootcNodeUpdates for Argo CD; docs/gitops.md says where to put it.
-- One script for the three kinds: Ready, Reconciling and Stalled are kstatus's conditions, and Paused is the pool's.
local function health(status, message)
  return { status = status, message = message or "" }
end

local status = obj.status
if status == nil or status.conditions == nil then
  return health("Progressing", "the operator has not reported yet")
end

-- What it says of an earlier spec would be a lie about this one. The spec of a BootcNodeUpdate also has what the operator sees of the Node,
-- so that its order has a number of its own.
local spec = obj.spec or {}
if spec.node ~= nil then
  if spec.order ~= nil and (status.observedOrder or 0) < spec.order.id then
    return health("Progressing", "the agent has not seen its last order")
  end
elseif (status.observedGeneration or 0) < (obj.metadata.generation or 0) then
  return health("Progressing", "the operator has not seen the last edit")
end

local found = {}
for _, condition in ipairs(status.conditions) do
  if condition.status == "True" then
    found[condition.type] = condition
  end
end

local function sentence(condition)
  if status.message ~= nil and status.message ~= "" then
    return status.message
  end
  return condition.message
end

-- In this order: what only an admin can set going again comes before everything else.
if found.Stalled ~= nil then
  return health("Degraded", sentence(found.Stalled))
end
if found.Ready ~= nil then
  return health("Healthy", sentence(found.Ready))
end
if found.Paused ~= nil or status.phase == "Paused" then
  return health("Suspended", sentence(found.Paused or found.Reconciling or {}))
end
return health("Progressing", sentence(found.Reconciling or {}))
