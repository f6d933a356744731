using Engram.ApiContracts;
using Engram.ApiContracts.Questions;
using Engram.Contracts.Questions;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Questions;

/// <summary>A question and its state: asked -> answered, unanswered or failed. The first result stays.</summary>
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

    /// <summary>The client's id of the question.</summary>
    public string PublicId { get; private set; }

    /// <summary>The memory set; null for a story.</summary>
    public Guid? SetId { get; private set; }

    /// <summary>Name of the memory set when the question was asked; null for a story.</summary>
    public string? Memory { get; private set; }

    /// <summary>Sentences of the story; null for a memory set.</summary>
    public IReadOnlyList<string>? Story { get; private set; }

    public string Text { get; private set; }

    public int MaxAnswers { get; private set; }

    /// <summary>Name of the requested model; null for the default one.</summary>
    public string? WantedModel { get; private set; }

    /// <summary>Which memories the last request asked for; null if the memory set chooses them.</summary>
    public HopLimits? HopLimits { get; private set; }

    /// <summary>Whether <see cref="RecallAgain"/> sent the last request.</summary>
    public bool WasRecalledAgain { get; private set; }

    public QuestionState State { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>When to ask again unless an answer arrives; null once the question is finished.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    public int Redrives { get; private set; }

    public long? Epoch { get; private set; }

    /// <summary>Model and version that answered or declined.</summary>
    public string? Model { get; private set; }

    /// <summary>Calibrated probability that the first answer, or candidate, is right.</summary>
    public float? Score { get; private set; }

    /// <summary>Score that an answer needed.</summary>
    public float? UnansweredBelow { get; private set; }

    /// <summary>The answers; for an unanswered question, the candidates that were not given as answers.</summary>
    public IReadOnlyList<Answer>? Answers { get; private set; }

    public IReadOnlyList<HopEvidence>? Hops { get; private set; }

    /// <summary>Total number of right answers, if <see cref="Answers"/> lists fewer.</summary>
    public int? AnswersInAll { get; private set; }

    /// <summary>Facts that contradict each other.</summary>
    public IReadOnlyList<ConflictingFact>? Conflict { get; private set; }

    /// <summary>Words that name no entity or relation and that the model does not know.</summary>
    public IReadOnlyList<string>? UnexplainedWords { get; private set; }

    /// <summary>Misspelled names, and what they were read as.</summary>
    public IReadOnlyList<ReadName>? ReadAs { get; private set; }

    /// <summary>Why there is no answer.</summary>
    public Fault? Fault { get; private set; }

    public bool IsFinished => State != QuestionState.Asked;

    /// <param name="setId">The memory set to ask; null for a story.</param>
    /// <param name="hopLimits">Which memories the answering model is known to read; null if the memory set chooses them.</param>
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

    /// <summary>Whether the incoming question asks the same with the same options.</summary>
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
        UnansweredBelow = message.UnansweredBelow;
        (AnswersInAll, Conflict, UnexplainedWords, ReadAs) = (message.AnswersInAll, message.Conflict, message.UnknownWords, message.ReadAs);
        Finish(QuestionState.Answered, stepContext);
    }

    public void Decline(QuestionUnanswered message, StepContext stepContext)
    {
        if (IsFinished)
            return;
        (Epoch, Model, Score, Answers, Hops) = (message.Epoch, message.Model, message.Score, message.Candidates, message.Hops);
        UnansweredBelow = message.UnansweredBelow;
        (UnexplainedWords, ReadAs) = (message.UnknownWords, message.ReadAs);
        Fault = new Fault(message.Code, message.Reason);
        Finish(QuestionState.Unanswered, stepContext);
    }

    /// <summary>Asks again, for the memories that the answering model reads. This happens once until the question is due: instances that
    /// serve different versions could otherwise send it back and forth without end.</summary>
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

    /// <summary>Asks again, or fails the question after the last retry. Call this when the question is due.</summary>
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

    /// <summary>Resends the message whose answer the question waits for: the previous one was lost with its transport.</summary>
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
