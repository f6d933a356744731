namespace Engram.Text.Stories;

/// <summary>The role of an entity in a story.</summary>
public enum EntityRole
{
    Person,
    Place,
    Thing,
}
