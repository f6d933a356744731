using Engram.Contracts;
using Engram.Contracts.Questions;
using Engram.Messaging.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Questions;

/// <summary>Answers questions from the memories recalled for them, alone or in bundles, then acknowledges them. Handling a message twice
/// gives the same answer twice.</summary>
public sealed class MemoriesRecalledConsumer(QuestionReader reader) : IConsumer<MemoriesRecalled>, IConsumer<Bundle<MemoriesRecalled>>
{
    public async Task Consume(ConsumeContext<MemoriesRecalled> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.AnswerAsync(await reader.AnswerAsync(context.Message, context.CancellationToken));
    }

    public async Task Consume(ConsumeContext<Bundle<MemoriesRecalled>> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.AnswerAllAsync(await Task.WhenAll(
            context.Message.Messages.Select(recalled => reader.AnswerAsync(recalled, context.CancellationToken))));
    }
}

/// <summary>Processes as many messages at a time as <see cref="QuestionOptions.ConcurrentQuestions"/> allows.</summary>
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
