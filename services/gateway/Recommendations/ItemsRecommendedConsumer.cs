using Engram.Contracts.Recommendations;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Recommendations;

internal sealed class ItemsRecommendedConsumer(CoalescedSteps<ItemsRecommended> steps) : CoalescingConsumer<ItemsRecommended>(steps);

internal sealed class ItemsRecommendedConsumerDefinition : CoalescingConsumerDefinition<ItemsRecommendedConsumer>;
