namespace Engram.Messaging.DeadLetters;

/// <summary>The queues that the services consume from. A test compares the list with the services' own registrations.</summary>
public static class Endpoints
{
    /// <summary>Queue names of all services in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "cancel-training",
        "delete-memory-set",
        "forget-post",
        "gateway-image-features-extracted",
        "gateway-image-rejected",
        "gateway-image-text-recognized",
        "gateway-items-recommended",
        "gateway-keyphrases-predicted",
        "gateway-keyphrases-rejected",
        "gateway-memories-refused",
        "gateway-memories-stored",
        "gateway-memory-set-changed",
        "gateway-memory-set-deleted",
        "gateway-model-loaded",
        "gateway-model-trained",
        "gateway-model-training-failed",
        "gateway-question-answered",
        "gateway-question-unanswered",
        "gateway-recall-rejected",
        "gateway-recommendation-declined",
        "gateway-training-cancelled",
        "gateway-training-progressed",
        "list-facts",
        "list-models",
        "memories-recalled",
        "ocr-image-received",
        "predict-keyphrases",
        "promote-model",
        "question-asked",
        "read-story",
        "recall-neighbours",
        "recommend-items",
        "remember-post",
        "store-memories",
        "train-model",
        "vision-features-image-received",
        "withdraw-memories",
    ];
}
