using Engram.Contracts.Questions;
using Engram.Messaging.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Questions;

/// <summary>Answers a question from the story that came with it, then acknowledges it. Handling a message twice gives the same answer
/// twice.</summary>
public sealed class ReadStoryConsumer(QuestionReader reader) : IConsumer<ReadStory>
{
    public async Task Consume(ConsumeContext<ReadStory> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.AnswerAsync(await reader.AnswerAsync(context.Message, context.CancellationToken));
    }
}

/// <summary>Processes as many questions at a time as <see cref="QuestionOptions.ConcurrentQuestions"/> allows.</summary>
public sealed class ReadStoryConsumerDefinition(IOptions<QuestionOptions> options) : ConsumerDefinition<ReadStoryConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<ReadStoryConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = options.Value.ConcurrentQuestions;
        endpointConfigurator.ConcurrentMessageLimit = options.Value.ConcurrentQuestions;
    }
}
