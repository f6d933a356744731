using Engram.Contracts.Keyphrases;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Posts;

internal sealed class KeyphrasesPredictedConsumer(CoalescedSteps<KeyphrasesPredicted> steps)
    : CoalescingConsumer<KeyphrasesPredicted>(steps);

internal sealed class KeyphrasesPredictedConsumerDefinition : CoalescingConsumerDefinition<KeyphrasesPredictedConsumer>;
