using Engram.Contracts.Recommendations;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Recommendations;

internal sealed class RecommendationDeclinedConsumer(CoalescedSteps<RecommendationDeclined> steps)
    : CoalescingConsumer<RecommendationDeclined>(steps);

internal sealed class RecommendationDeclinedConsumerDefinition : CoalescingConsumerDefinition<RecommendationDeclinedConsumer>;
