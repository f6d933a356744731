using Engram.Contracts.Questions;
using Engram.Messaging.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Questions;

/// <summary>Answers a question from the memories recalled for it, before they are acknowledged. Handled twice, it answers twice the
/// same.</summary>
public sealed class MemoriesRecalledConsumer(QuestionReader reader) : IConsumer<MemoriesRecalled>
{
    public async Task Consume(ConsumeContext<MemoriesRecalled> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.AnswerAsync(await reader.AnswerAsync(context.Message, context.CancellationToken));
    }
}

/// <summary>Takes as many questions at a time as batches can hold.</summary>
public sealed class MemoriesRecalledConsumerDefinition(IOptions<QuestionOptions> options) : ConsumerDefinition<MemoriesRecalledConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<MemoriesRecalledConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = options.Value.ConcurrentQuestions;
        endpointConfigurator.ConcurrentMessageLimit = options.Value.ConcurrentQuestions;
    }
}
