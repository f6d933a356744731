using Engram.ApiContracts;
using Engram.ApiContracts.Questions;
using Engram.Contracts.Questions;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Questions;

/// <summary>A question and its life: asked -> answered, unanswered or failed. The first result stays.</summary>
public sealed class Question
{
    private Question(Guid id, string publicId, string text, int maxAnswers)
    {
        Id = id;
        PublicId = publicId;
        Text = text;
        MaxAnswers = maxAnswers;
    }

    /// <summary>Identifies the question in messages. A version 7 UUID, so ids increase over time.</summary>
    public Guid Id { get; private set; }

    /// <summary>What its asker calls it.</summary>
    public string PublicId { get; private set; }

    /// <summary>The memory set; null for a story.</summary>
    public Guid? SetId { get; private set; }

    /// <summary>Name of the memory set when it was asked; null for a story.</summary>
    public string? Memory { get; private set; }

    /// <summary>Sentences of the story; null for a memory set.</summary>
    public IReadOnlyList<string>? Story { get; private set; }

    public string Text { get; private set; }

    public int MaxAnswers { get; private set; }

    /// <summary>Name of the model that is to answer; null for the default one.</summary>
    public string? WantedModel { get; private set; }

    /// <summary>The memories that it was last asked for; null leaves it to the set.</summary>
    public HopLimits? HopLimits { get; private set; }

    /// <summary>Whether <see cref="RecallAgain"/> asked it last.</summary>
    public bool WasRecalledAgain { get; private set; }

    public QuestionState State { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>When to ask again unless an answer came; null once it is finished.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    public int Redrives { get; private set; }

    public long? Epoch { get; private set; }

    /// <summary>Model and version that answered or declined.</summary>
    public string? Model { get; private set; }

    /// <summary>Calibrated: how probable it is that the first answer, or candidate, is right.</summary>
    public float? Score { get; private set; }

    /// <summary>Its answers; where it is unanswered, what would have been answered.</summary>
    public IReadOnlyList<Answer>? Answers { get; private set; }

    public IReadOnlyList<HopEvidence>? Hops { get; private set; }

    /// <summary>Right answers there are, where it lists fewer.</summary>
    public int? AnswersInAll { get; private set; }

    /// <summary>Facts that contradict each other.</summary>
    public IReadOnlyList<ConflictingFact>? Conflict { get; private set; }

    /// <summary>Words that nothing explains.</summary>
    public IReadOnlyList<string>? UnexplainedWords { get; private set; }

    /// <summary>Misspelt names, as they were read.</summary>
    public IReadOnlyList<ReadName>? ReadAs { get; private set; }

    /// <summary>Why there is no answer.</summary>
    public Fault? Fault { get; private set; }

    public bool IsFinished => State != QuestionState.Asked;

    /// <param name="setId">The memory set that is asked; null for a story.</param>
    /// <param name="hopLimits">The memories that the answering model is known to read; null leaves it to the set.</param>
    public static Question Ask(IncomingQuestion incoming, Guid? setId, HopLimits? hopLimits, StepContext stepContext)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var id = Guid.CreateVersion7(stepContext.Now);
        var question = new Question(id, incoming.Id ?? id.ToString("D"), incoming.Text, incoming.MaxAnswers)
        {
            SetId = setId,
            Memory = incoming.Memory,
            Story = incoming.Story,
            WantedModel = incoming.Model,
            HopLimits = hopLimits,
            CreatedAt = stepContext.Now,
        };
        question.Send(stepContext);
        return question;
    }

    /// <summary>Whether it asks the same, in the same way.</summary>
    public bool IsSame(IncomingQuestion incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        return (Text, Memory, WantedModel, MaxAnswers) == (incoming.Text, incoming.Memory, incoming.Model, incoming.MaxAnswers)
            && (Story ?? []).SequenceEqual(incoming.Story ?? []);
    }

    public void Answer(QuestionAnswered message, StepContext stepContext)
    {
        if (IsFinished)
            return;
        (Epoch, Model, Score, Answers, Hops) = (message.Epoch, message.Model, message.Score, message.Answers, message.Hops);
        (AnswersInAll, Conflict, UnexplainedWords, ReadAs) = (message.AnswersInAll, message.Conflict, message.UnknownWords, message.ReadAs);
        Finish(QuestionState.Answered, stepContext);
    }

    public void Decline(QuestionUnanswered message, StepContext stepContext)
    {
        if (IsFinished)
            return;
        (Epoch, Model, Score, Answers, Hops) = (message.Epoch, message.Model, message.Score, message.Candidates, message.Hops);
        (UnexplainedWords, ReadAs) = (message.UnknownWords, message.ReadAs);
        Fault = new Fault(message.Code, message.Reason);
        Finish(QuestionState.Unanswered, stepContext);
    }

    /// <summary>Asks for the memories that the answering model reads: once, and then not before it is due. Instances that serve different
    /// versions would pass it to and fro.</summary>
    public void RecallAgain(RecallRejected message, StepContext stepContext)
    {
        if (IsFinished || HopLimits == message.HopLimits)
            return;
        HopLimits = message.HopLimits;
        if (WasRecalledAgain)
            return;
        Send(stepContext);
        WasRecalledAgain = true;
    }

    /// <summary>Asks again, or gives up. For a question that is due.</summary>
    public void IsDue(StepContext stepContext)
    {
        if (Redrives == stepContext.Options.MaxRedrives)
        {
            Fault = new Fault(
                "no-answer", $"No answer came, though it was asked {Redrives + 1} times. Ask again once the service is well.");
            Finish(QuestionState.Failed, stepContext);
            return;
        }

        Redrives++;
        Send(stepContext);
    }

    /// <summary>Sends the message again that it waits on: the one before died with its transport.</summary>
    public void Resume(StepContext stepContext) => Send(stepContext);

    private void Send(StepContext stepContext)
    {
        DueAt = stepContext.RedriveAt(Redrives);
        WasRecalledAgain = false;
        if (Story is not null)
            stepContext.Outbox.Enqueue(
                new ReadStory { QuestionId = Id, Story = Story, Text = Text, MaxAnswers = MaxAnswers, Model = WantedModel });
        else
            stepContext.Outbox.Enqueue(new QuestionAsked
            {
                QuestionId = Id,
                SetId = SetId!.Value,
                Text = Text,
                MaxAnswers = MaxAnswers,
                Model = WantedModel,
                HopLimits = HopLimits,
            });
    }

    private void Finish(QuestionState state, StepContext stepContext)
    {
        State = state;
        FinishedAt = stepContext.Now;
        DueAt = null;
    }
}
